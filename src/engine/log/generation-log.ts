import { actionName } from "../../rails/action.ts";
import { flowId } from "../../config/flow-id.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { failureReason } from "../../rails/run-rails.ts";
import type { ToolFinding } from "../../rails/rail.ts";
import type { RailRun, ServiceCall } from "../../rails/rail-run.ts";
import type { Clock, MediaKind, NotJudged, RailType, TokenUsage } from "../../types.ts";
import {
  type ActivatedRail,
  type ExecutedAction,
  RailsLog,
  returnValue,
  type ServiceCallInfo,
} from "./activated-rails.ts";
import { EventLog, type InternalEvent } from "./event-log.ts";
import type { GateHolds } from "./gate-holds.ts";
import { callInfo, type LlmCallInfo } from "./llm-call-info.ts";

/** What the model calls of a request come to, those included that are not kept. Seconds and tokens. */
export interface CallTotals {
  count: number;
  duration: number;
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
}

/** Calls and runs that are kept one by one; behind that they only count in the totals. */
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
  /** Of rails that blocked for several things at once: what they found last. */
  readonly findings: Map<string, readonly ToolFinding[]> = new Map();
  readonly #llmCalls: LlmCallInfo[] = [];
  readonly #events: EventLog;
  readonly #rails = new RailsLog();
  readonly #infos = new WeakMap<JudgeCall, LlmCallInfo>();
  readonly #clock: Clock;
  #judges: TokenUsage = NO_TOKENS;
  #promptText = 0;
  startedAt: number;
  #finishedAt: number | undefined;
  #mainPlace = 0;
  /** The main call as it was, until somebody asks what is filed of it. */
  #unfiled: (() => LlmCallInfo) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#events = new EventLog(clock);
    this.startedAt = clock.now();
  }

  get llmCalls(): readonly LlmCallInfo[] {
    this.#fileMainCall();
    return this.#llmCalls;
  }

  get events(): readonly InternalEvent[] {
    return this.#events.list();
  }

  /** The rails' own calls, summed. */
  get judgeUsage(): TokenUsage {
    return this.#judges;
  }

  /** What no rail could read of the request. */
  unread(kinds: readonly MediaKind[]): void {
    if (kinds.length === 0) return;
    this.unreadMedia = kinds;
    this.event("UnreadMedia", { unread: kinds.join(", ") });
  }

  /** The time before a request begins is not its own: a stream may wait long for its first reader. */
  begin(): void {
    this.startedAt = this.#clock.now();
  }

  finish(): void {
    this.#finishedAt ??= this.#clock.now();
  }

  event(type: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.#events.add(type, data);
  }

  /** An event that comes before all others, though it is known later. */
  opens(type: string, data: Readonly<Record<string, unknown>>): void {
    this.#events.open(type, data);
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
    this.#rails.of(...MAIN_RAIL);
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

  railRun({ rail, railType, decision, error, actions = [], ...run }: RailRun): void {
    const entry = this.#rails.of(railType, rail);
    entry.stop ||= decision.outcome === "block";
    if (decision.outcome === "block" && decision.findings !== undefined) this.findings.set(rail, decision.findings);
    const outcome = error === undefined ? decision.outcome : "failed";
    const steps = actions.map((step) =>
      this.#executed(step.action, "returned" in step ? returnValue(step.returned) : "failed", step),
    );
    const whole = this.#executed(actionName(flowId(rail).name), outcome, run);
    entry.ran(whole, steps.length === 0 ? undefined : steps);
    this.event(`${EVENT_NAMES[railType]}RailFinished`, {
      flow_id: rail,
      outcome: decision.outcome,
      ...(error === undefined ? {} : this.#failed(rail, error)),
    });
  }

  /** A monitored rail is not asked about a window. */
  leftOut(railType: RailType, rail: string): void {
    this.#rails.of(railType, rail).leftOut(this.#clock.now() / SECOND);
  }

  /** What monitored rails were not asked about. */
  get notJudged(): readonly NotJudged[] {
    return this.#rails.behind.map(({ type, name, notJudged }) => ({
      rail: name,
      railType: type as RailType,
      windows: notJudged,
    }));
  }

  #executed(
    action_name: string,
    return_value: string,
    { calls, services, startedAt, finishedAt }: Pick<RailRun, "calls" | "services" | "startedAt" | "finishedAt">,
  ): ExecutedAction {
    return {
      action_name,
      return_value,
      llm_calls: calls.flatMap((call) => this.#infos.get(call) ?? []),
      ...(services.length === 0 ? {} : { service_calls: services.map(serviceInfo) }),
      started_at: startedAt / SECOND,
      finished_at: finishedAt / SECOND,
      duration: (finishedAt - startedAt) / SECOND,
    };
  }

  #failed(rail: string, error: unknown): { readonly failed: true; readonly reason: string } {
    const reason = failureReason(error);
    this.failures.set(rail, reason);
    return { failed: true, reason };
  }

  activatedRails(): readonly ActivatedRail[] {
    this.#fileMainCall();
    return this.#rails.list();
  }

  /** Seconds from the beginning of the request to its end, or until now. */
  get duration(): number {
    return ((this.#finishedAt ?? this.#clock.now()) - this.startedAt) / SECOND;
  }

  #fileMainCall(): void {
    const info = this.#unfiled?.();
    if (info === undefined) return;
    this.#unfiled = undefined;
    this.#llmCalls.splice(this.#mainPlace, 0, info);
    const { started_at, finished_at, duration } = info;
    const run = { action_name: "generate_user_intent", return_value: "", llm_calls: [info] };
    this.#rails.of(...MAIN_RAIL).ran({ ...run, started_at, finished_at, duration });
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
