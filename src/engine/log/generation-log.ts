import { actionName } from "../../rails/action.ts";
import { flowId } from "../../config/flow-id.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { failureReason, type RailRun } from "../../rails/run-rails.ts";
import { countTokens } from "../../text/pre-tokenizer.ts";
import type { ChatMessage, Clock, RailType, TokenUsage } from "../../types.ts";

/** One model call, under the names NeMo Guardrails logs it with. Times are seconds. */
export interface LlmCallInfo {
  readonly task: string;
  readonly prompt: string;
  readonly completion: string | null;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  /** True when the provider reported no usage and the figures were counted from the text. */
  readonly estimated: boolean;
  readonly started_at: number;
  readonly finished_at: number;
  readonly duration: number;
  readonly id: string | null;
  readonly llm_model_name: string;
  readonly llm_provider_name: string;
  readonly from_cache: boolean;
}

/** One run of one action inside a rail. */
export interface ExecutedAction {
  readonly action_name: string;
  readonly return_value: string;
  readonly llm_calls: readonly LlmCallInfo[];
  readonly started_at: number;
  readonly finished_at: number;
  readonly duration: number;
}

/** A rail that ran, with all its runs: on a stream there is one per window. */
export interface ActivatedRail {
  readonly type: string;
  readonly name: string;
  readonly decisions: readonly string[];
  readonly executed_actions: readonly ExecutedAction[];
  /** Whether it ended the turn. */
  readonly stop: boolean;
  readonly started_at: number;
  readonly finished_at: number;
  /** Seconds spent in its runs, added up. */
  readonly duration: number;
}

/** Something that happened, in order. */
export interface InternalEvent {
  readonly type: string;
  readonly [key: string]: unknown;
}

interface MutableRail {
  readonly type: string;
  readonly name: string;
  readonly runs: ExecutedAction[];
  stop: boolean;
}

const SECOND = 1_000;

const EVENT_NAMES: Readonly<Record<RailType, string>> = {
  input: "Input",
  output: "Output",
  retrieval: "Retrieval",
  tool_input: "ToolInput",
  tool_output: "ToolOutput",
};

const textOf = ({ content }: ChatMessage): string => (typeof content === "string" ? content : JSON.stringify(content));

const promptText = (messages: readonly ChatMessage[]): string =>
  messages.map((message) => `[${message.role}]\n${textOf(message)}`).join("\n");

/** Tokens of a prompt by the pre-tokenizer, for when no provider says. */
export const estimatePrompt = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, message) => sum + countTokens(textOf(message)), 0);

const estimate = (messages: readonly ChatMessage[], completion: string): TokenUsage => {
  const promptTokens = estimatePrompt(messages);
  const completionTokens = countTokens(completion);
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens, estimated: true };
};

export const callInfo = (call: JudgeCall, usage?: TokenUsage, completion?: string): LlmCallInfo => {
  const text = completion ?? call.response?.choices[0]?.content;
  const tokens = usage ?? call.response?.usage ?? estimate(call.messages, text ?? "");
  return {
    task: call.task,
    prompt: promptText(call.messages),
    completion: text ?? null,
    prompt_tokens: tokens.promptTokens,
    completion_tokens: tokens.completionTokens,
    total_tokens: tokens.totalTokens,
    estimated: tokens.estimated,
    started_at: call.startedAt / SECOND,
    finished_at: call.finishedAt / SECOND,
    duration: (call.finishedAt - call.startedAt) / SECOND,
    id: call.response?.id ?? null,
    llm_model_name: call.response?.model ?? call.model.model,
    llm_provider_name: call.model.provider,
    from_cache: false,
  };
};

/** What one request did. Made anew for every request, so nothing adds up across requests. */
export class GenerationLog {
  readonly llmCalls: LlmCallInfo[] = [];
  /** Those of `llmCalls` that rails made. */
  readonly judgeCalls: LlmCallInfo[] = [];
  readonly events: InternalEvent[] = [];
  readonly #rails = new Map<string, MutableRail>();
  readonly #callsOfRail = new Map<string, LlmCallInfo[]>();
  readonly #clock: Clock;
  #startedAt: number;
  #finishedAt: number | undefined;
  #mainPlace = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** The time before a request begins is not its own: a stream may wait long for its first reader. */
  begin(): void {
    this.#startedAt = this.#clock.now();
  }

  finish(): void {
    this.#finishedAt ??= this.#clock.now();
  }

  event(type: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.events.push({ ...data, type, event_created_at: new Date(this.#clock.now()).toISOString() });
  }

  /** A rail's model call. It is filed with the run of the rail that reports next. */
  judgeCall(rail: string, call: JudgeCall): void {
    const info = callInfo(call);
    this.llmCalls.push(info);
    this.judgeCalls.push(info);
    this.#callsOfRail.set(rail, [...(this.#callsOfRail.get(rail) ?? []), info]);
  }

  /** Keeps the main call's place among the others: it is known only when it is over, and rails may have asked since. */
  beginMainCall(): void {
    this.#mainPlace = this.llmCalls.length;
    this.#rail(...MAIN_RAIL);
  }

  mainCall(call: JudgeCall, usage: TokenUsage, completion: string): void {
    const info = callInfo(call, usage, completion);
    this.llmCalls.splice(this.#mainPlace, 0, info);
    const { started_at, finished_at, duration } = info;
    const run = { action_name: "generate_user_intent", return_value: "", llm_calls: [info] };
    this.#rail(...MAIN_RAIL).runs.push({ ...run, started_at, finished_at, duration });
  }

  railRun({ rail, railType, startedAt, finishedAt, decision, error }: RailRun): void {
    const entry = this.#rail(railType, rail);
    entry.stop ||= decision.outcome === "block";
    entry.runs.push({
      action_name: actionName(flowId(rail).name),
      return_value: error === undefined ? decision.outcome : "failed",
      llm_calls: this.#callsOfRail.get(rail) ?? [],
      started_at: startedAt / SECOND,
      finished_at: finishedAt / SECOND,
      duration: (finishedAt - startedAt) / SECOND,
    });
    this.#callsOfRail.delete(rail);
    const failure = error === undefined ? {} : { failed: true, reason: failureReason(error) };
    this.event(`${EVENT_NAMES[railType]}RailFinished`, { flow_id: rail, outcome: decision.outcome, ...failure });
  }

  activatedRails(): readonly ActivatedRail[] {
    const ran = [...this.#rails.values()].filter(({ runs }) => runs.length > 0);
    return ran.map(({ type, name, runs, stop }) => ({
      type,
      name,
      decisions: [...new Set(runs.map(({ action_name }) => `execute ${action_name}`)), ...(stop ? REFUSAL : [])],
      executed_actions: runs,
      stop,
      started_at: Math.min(...runs.map(({ started_at }) => started_at)),
      finished_at: Math.max(...runs.map(({ finished_at }) => finished_at)),
      duration: runs.reduce((sum, { duration }) => sum + duration, 0),
    }));
  }

  /** Seconds from the beginning of the request to its end, or until now. */
  get duration(): number {
    return ((this.#finishedAt ?? this.#clock.now()) - this.#startedAt) / SECOND;
  }

  #rail(type: string, name: string): MutableRail {
    const key = `${type} ${name}`;
    const rail = this.#rails.get(key) ?? { type, name, runs: [], stop: false };
    this.#rails.set(key, rail);
    return rail;
  }
}

/** Under this name NeMo Guardrails files the call that answers. */
const MAIN_RAIL = ["generation", "generate user intent"] as const;

const REFUSAL: readonly string[] = ["refuse to respond", "stop"];

/** The rails' own calls, summed. */
export const sumCalls = (calls: readonly LlmCallInfo[]): TokenUsage => ({
  promptTokens: calls.reduce((sum, { prompt_tokens }) => sum + prompt_tokens, 0),
  completionTokens: calls.reduce((sum, { completion_tokens }) => sum + completion_tokens, 0),
  totalTokens: calls.reduce((sum, { total_tokens }) => sum + total_tokens, 0),
  estimated: calls.some(({ estimated }) => estimated),
});
