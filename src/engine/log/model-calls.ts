import type { JudgeCall } from "../../rails/judge.ts";
import type { TokenUsage } from "../../types.ts";
import { callInfo, type LlmCallInfo } from "./llm-call-info.ts";

/** What the model calls of a request come to, those included that are not kept. Seconds and tokens. */
export interface CallTotals {
  count: number;
  duration: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** Calls that are kept one by one; behind that they only count in the totals. */
const MAX_KEPT = 1_000;
/** Characters of prompts that are kept over all calls. */
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
  /** The main call as it was, until somebody asks what is filed of it. */
  #unfiled: (() => LlmCallInfo) | undefined;

  /** @param onMain - told of the main call when it is filed. */
  constructor(onMain: (main: LlmCallInfo) => void) {
    this.#onMain = onMain;
  }

  /** Those that are kept, in the order in which they were made. */
  list(): readonly LlmCallInfo[] {
    this.file();
    return this.#kept;
  }

  /** The rails' own calls, summed. */
  get judgeUsage(): TokenUsage {
    return this.#judges;
  }

  /** What is kept of the calls of one run. */
  of(calls: readonly JudgeCall[]): readonly LlmCallInfo[] {
    return calls.flatMap((call) => this.#infos.get(call) ?? []);
  }

  /** A judge's call. It counts from now on, and stands with the run that made it once that is reported. */
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

  /** Keeps the main call's place among the others: it is known only when it is over, and rails may have asked since. */
  beginMain(): void {
    this.#mainPlace = this.#kept.length;
  }

  /** The main call, which is filed when somebody asks: few do, and its prompt may be long. */
  main(call: JudgeCall, usage: TokenUsage, completion: string): void {
    const { promptTokens, completionTokens, totalTokens } = usage;
    this.#count({
      duration: (call.finishedAt - call.startedAt) / SECOND,
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: totalTokens,
    });
    this.#unfiled = () => this.#withinBounds(callInfo(call, usage, completion));
  }

  /** Files the main call, unless it is filed already. */
  file(): void {
    const info = this.#unfiled?.();
    if (info === undefined) return;
    this.#unfiled = undefined;
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

  /** Lets go of a prompt that is one too many. */
  #withinBounds(info: LlmCallInfo): LlmCallInfo {
    this.#promptText += info.prompt.length;
    return this.#promptText <= MAX_PROMPT_TEXT ? info : { ...info, prompt: "" };
  }
}
