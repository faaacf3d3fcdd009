import type { JudgeCall } from "../../rails/judge.ts";
import type { TokenUsage } from "../../types/usage.ts";
import { callInfo, type LlmCallInfo, type LoggedAnswer } from "./llm-call-info.ts";

/** Totals over all model calls of a request, including those that are not logged. Seconds and tokens. */
export interface CallTotals {
  count: number;
  duration: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** Logged calls. Further ones only count in the totals. */
const MAX_KEPT = 1_000;
/** Characters of all logged prompts together. */
const MAX_PROMPT_TEXT = 1_048_576;
const SECOND = 1_000;

const NO_TOKENS: TokenUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0, estimated: false };

/** The model calls of one request. */
export class ModelCalls {
  readonly totals: CallTotals = { count: 0, duration: 0, promptTokens: 0, completionTokens: 0, totalTokens: 0 };
  readonly #kept: LlmCallInfo[] = [];
  readonly #infos = new WeakMap<JudgeCall, LlmCallInfo>();
  readonly #onMain: (main: LlmCallInfo) => void;
  #judges = NO_TOKENS;
  #promptText = 0;
  #mainPlace = 0;
  /** Makes the entry of the main call, until it is first needed. */
  #pendingMain: (() => LlmCallInfo) | undefined;

  /** @param onMain - called when the main call gets its entry. */
  constructor(onMain: (main: LlmCallInfo) => void) {
    this.#onMain = onMain;
  }

  /** The logged calls in the order in which they were made. */
  list(): readonly LlmCallInfo[] {
    this.logMain();
    return this.#kept;
  }

  /** The total usage of the rails' own calls. */
  get judgeUsage(): TokenUsage {
    return this.#judges;
  }

  /** The log entries of the calls of one run. */
  of(calls: readonly JudgeCall[]): readonly LlmCallInfo[] {
    return calls.flatMap((call) => this.#infos.get(call) ?? []);
  }

  /** Counts and logs a judge's call. */
  judge(call: JudgeCall): void {
    const info = this.#withinBounds(callInfo(call));
    this.#count(info);
    this.#infos.set(call, info);
    this.#judges = {
      promptTokens: this.#judges.promptTokens + info.prompt_tokens,
      completionTokens: this.#judges.completionTokens + info.completion_tokens,
      totalTokens: this.#judges.totalTokens + info.total_tokens,
      estimated: this.#judges.estimated || info.estimated,
    };
    if (this.#kept.length < MAX_KEPT) this.#kept.push(info);
  }

  /** Reserves the main call's place: it is logged when it ends, and rails may make calls before. */
  beginMain(): void {
    this.#mainPlace = this.#kept.length;
  }

  /** Counts the main call. Its entry is made lazily, since few logs are read and its prompt may be long. */
  main(call: JudgeCall, usage: TokenUsage, answer: LoggedAnswer): void {
    const { promptTokens, completionTokens, totalTokens } = usage;
    this.#count({
      duration: (call.finishedAt - call.startedAt) / SECOND,
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: totalTokens,
    });
    this.#pendingMain = () => this.#withinBounds(callInfo(call, usage, answer));
  }

  /** Makes the entry of the main call, if it has none yet. */
  logMain(): void {
    const info = this.#pendingMain?.();
    if (info === undefined) return;
    this.#pendingMain = undefined;
    this.#kept.splice(this.#mainPlace, 0, info);
    this.#onMain(info);
  }

  #count(call: Pick<LlmCallInfo, "duration" | "prompt_tokens" | "completion_tokens" | "total_tokens">): void {
    const { totals } = this;
    totals.count++;
    totals.duration += call.duration;
    totals.promptTokens += call.prompt_tokens;
    totals.completionTokens += call.completion_tokens;
    totals.totalTokens += call.total_tokens;
  }

  /** Drops the prompt if the prompts exceed their limit. */
  #withinBounds(info: LlmCallInfo): LlmCallInfo {
    this.#promptText += info.prompt.length;
    return this.#promptText <= MAX_PROMPT_TEXT ? info : { ...info, prompt: "" };
  }
}
