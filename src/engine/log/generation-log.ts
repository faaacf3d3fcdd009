import { actionName } from "../../rails/action.ts";
import { flowId } from "../../config/flow-id.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { failureReason } from "../../rails/run-rails.ts";
import type { RailRun, ServiceCall } from "../../rails/rail-run.ts";
import type { Clock, MediaKind, RailType, TokenUsage } from "../../types.ts";
import type { GateHolds } from "./gate-holds.ts";
import { callInfo, type LlmCallInfo } from "./llm-call-info.ts";

/** One call to a service. Times are seconds. */
export interface ServiceCallInfo {
  readonly host: string;
  /** The HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly started_at: number;
  readonly duration: number;
}

/** One run of one action inside a rail. */
export interface ExecutedAction {
  readonly action_name: string;
  readonly return_value: string;
  readonly llm_calls: readonly LlmCallInfo[];
  /** Calls to services, where the rail made any. */
  readonly service_calls?: readonly ServiceCallInfo[];
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

/** An event with the milliseconds it came at; its date is written when somebody asks for it. */
interface TimedEvent {
  readonly type: string;
  readonly at: number;
  readonly [key: string]: unknown;
}

interface MutableRail {
  readonly type: string;
  readonly name: string;
  readonly runs: ExecutedAction[];
  readonly actions: Set<string>;
  stop: boolean;
  startedAt: number;
  finishedAt: number;
  duration: number;
}

/** What the model calls of a request come to, those included that are not kept. Seconds and tokens. */
export interface CallTotals {
  count: number;
  duration: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** Calls, events and runs that are kept one by one; behind that they only count in the totals. */
const MAX_KEPT = 1_000;
/** Characters of prompts that are kept over all calls. */
const MAX_PROMPT_TEXT = 1_048_576;
const SECOND = 1_000;

const EVENT_NAMES: Readonly<Record<RailType, string>> = {
  input: "Input",
  output: "Output",
  retrieval: "Retrieval",
  tool_input: "ToolInput",
  tool_output: "ToolOutput",
};

/**
 * What one request did. Made anew for every request, so nothing adds up across requests. It keeps the first 1,000 calls,
 * events and runs of a rail, and 1 MiB of prompts; what comes after them counts in the totals alone.
 */
export class GenerationLog {
  unreadMedia: readonly MediaKind[] = [];
  /** What measures how much gates hold back; absent where nobody asks. */
  holds: GateHolds | undefined;
  readonly totals: CallTotals = { count: 0, duration: 0, promptTokens: 0, completionTokens: 0, totalTokens: 0 };
  /** Why rails failed, if some did: the last reason of each, however many windows it failed on. */
  readonly failures: Map<string, string> = new Map();
  readonly #llmCalls: LlmCallInfo[] = [];
  readonly #events: TimedEvent[] = [];
  readonly #rails = new Map<string, MutableRail>();
  readonly #infos = new WeakMap<JudgeCall, LlmCallInfo>();
  readonly #clock: Clock;
  #judges: TokenUsage = NO_TOKENS;
  #promptText = 0;
  #startedAt: number;
  #finishedAt: number | undefined;
  #mainPlace = 0;
  /** The main call as it was, until somebody asks what is filed of it. */
  #unfiled: (() => LlmCallInfo) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  get llmCalls(): readonly LlmCallInfo[] {
    this.#fileMainCall();
    return this.#llmCalls;
  }

  get events(): readonly InternalEvent[] {
    return this.#events.map(({ at, ...event }) => ({ ...event, event_created_at: new Date(at).toISOString() }));
  }

  /** The rails' own calls, summed. */
  get judgeUsage(): TokenUsage {
    return this.#judges;
  }

  /** What no rail could read of the request. */
  unread(kinds: readonly MediaKind[]): void {
    if (kinds.length === 0) return;
    this.unreadMedia = kinds;
    this.#events.push(this.#timed("UnreadMedia", { unread: kinds.join(", ") }));
  }

  /** The time before a request begins is not its own: a stream may wait long for its first reader. */
  begin(): void {
    this.#startedAt = this.#clock.now();
  }

  finish(): void {
    this.#finishedAt ??= this.#clock.now();
  }

  event(type: string, data: Readonly<Record<string, unknown>> = {}): void {
    if (this.#events.length < MAX_KEPT) this.#events.push(this.#timed(type, data));
  }

  /** An event that comes before all others, though it is known later. */
  opens(type: string, data: Readonly<Record<string, unknown>>): void {
    this.#events.unshift(this.#timed(type, data));
  }

  /** A judge's call. It counts from now on, and stands with the run that made it once that is reported. */
  judgeCall(call: JudgeCall): void {
    const info = this.#kept(callInfo(call));
    this.#count(info);
    this.#infos.set(call, info);
    this.#judges = {
      promptTokens: this.#judges.promptTokens + info.prompt_tokens,
      completionTokens: this.#judges.completionTokens + info.completion_tokens,
      totalTokens: this.#judges.totalTokens + info.total_tokens,
      estimated: this.#judges.estimated || info.estimated,
    };
    if (this.#llmCalls.length < MAX_KEPT) this.#llmCalls.push(info);
  }

  /** Keeps the main call's place among the others: it is known only when it is over, and rails may have asked since. */
  beginMainCall(): void {
    this.#mainPlace = this.#llmCalls.length;
    this.#rail(...MAIN_RAIL);
  }

  /** The main call, which is filed when somebody asks: few do, and its prompt may be long. */
  mainCall(call: JudgeCall, usage: TokenUsage, completion: string): void {
    const { promptTokens, completionTokens, totalTokens } = usage;
    this.#count({
      duration: (call.finishedAt - call.startedAt) / SECOND,
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: totalTokens,
    });
    this.#unfiled = () => this.#kept(callInfo(call, usage, completion));
  }

  railRun({ rail, railType, startedAt, finishedAt, decision, calls, services, error }: RailRun): void {
    const entry = this.#rail(railType, rail);
    entry.stop ||= decision.outcome === "block";
    this.#ran(entry, {
      action_name: actionName(flowId(rail).name),
      return_value: error === undefined ? decision.outcome : "failed",
      llm_calls: calls.flatMap((call) => this.#infos.get(call) ?? []),
      ...(services.length === 0 ? {} : { service_calls: services.map(serviceInfo) }),
      started_at: startedAt / SECOND,
      finished_at: finishedAt / SECOND,
      duration: (finishedAt - startedAt) / SECOND,
    });
    this.event(`${EVENT_NAMES[railType]}RailFinished`, {
      flow_id: rail,
      outcome: decision.outcome,
      ...(error === undefined ? {} : this.#failed(rail, error)),
    });
  }

  #failed(rail: string, error: unknown): { readonly failed: true; readonly reason: string } {
    const reason = failureReason(error);
    this.failures.set(rail, reason);
    return { failed: true, reason };
  }

  activatedRails(): readonly ActivatedRail[] {
    this.#fileMainCall();
    const ran = [...this.#rails.values()].filter(({ runs }) => runs.length > 0);
    return ran.map(({ type, name, runs, actions, stop, startedAt, finishedAt, duration }) => ({
      type,
      name,
      decisions: [...[...actions].map((action) => `execute ${action}`), ...(stop ? REFUSAL : [])],
      executed_actions: runs,
      stop,
      started_at: startedAt,
      finished_at: finishedAt,
      duration,
    }));
  }

  /** Seconds from the beginning of the request to its end, or until now. */
  get duration(): number {
    return ((this.#finishedAt ?? this.#clock.now()) - this.#startedAt) / SECOND;
  }

  #timed(type: string, data: Readonly<Record<string, unknown>>): TimedEvent {
    return { ...data, type, at: this.#clock.now() };
  }

  #fileMainCall(): void {
    const info = this.#unfiled?.();
    if (info === undefined) return;
    this.#unfiled = undefined;
    this.#llmCalls.splice(this.#mainPlace, 0, info);
    const { started_at, finished_at, duration } = info;
    const run = { action_name: "generate_user_intent", return_value: "", llm_calls: [info] };
    this.#ran(this.#rail(...MAIN_RAIL), { ...run, started_at, finished_at, duration });
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
  #kept(info: LlmCallInfo): LlmCallInfo {
    this.#promptText += info.prompt.length;
    return this.#promptText <= MAX_PROMPT_TEXT ? info : { ...info, prompt: "" };
  }

  #ran(rail: MutableRail, run: ExecutedAction): void {
    rail.startedAt = Math.min(rail.startedAt, run.started_at);
    rail.finishedAt = Math.max(rail.finishedAt, run.finished_at);
    rail.duration += run.duration;
    rail.actions.add(run.action_name);
    if (rail.runs.length < MAX_KEPT) rail.runs.push(run);
  }

  #rail(type: string, name: string): MutableRail {
    const key = `${type} ${name}`;
    const known = this.#rails.get(key);
    if (known !== undefined) return known;
    const times = { startedAt: Infinity, finishedAt: -Infinity, duration: 0 };
    const rail: MutableRail = { type, name, runs: [], actions: new Set(), stop: false, ...times };
    this.#rails.set(key, rail);
    return rail;
  }
}

const serviceInfo = ({ host, status, startedAt, finishedAt }: ServiceCall): ServiceCallInfo => ({
  host,
  status: status ?? null,
  started_at: startedAt / SECOND,
  duration: (finishedAt - startedAt) / SECOND,
});

const NO_TOKENS: TokenUsage = { promptTokens: 0, completionTokens: 0, totalTokens: 0, estimated: false };

/** Under this name NeMo Guardrails files the call that answers. */
const MAIN_RAIL = ["generation", "generate user intent"] as const;

const REFUSAL: readonly string[] = ["refuse to respond", "stop"];
