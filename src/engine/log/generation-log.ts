import { flowId } from "../../config/flow-id.ts";
import { actionName } from "../../rails/action.ts";
import type { JudgeCall } from "../../rails/judge.ts";
import { failureReason } from "../../rails/rail-check.ts";
import type { RailRun, ServiceCall } from "../../rails/rail-run.ts";
import type { ToolFinding } from "../../rails/rail.ts";
import type { MediaKind } from "../../types/chat-message.ts";
import type { Clock } from "../../types/clock.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { NotJudged, RailType } from "../../types/verdict.ts";
import {
  type ActivatedRail,
  type ExecutedAction,
  RailsLog,
  returnValue,
  type ServiceCallInfo,
} from "./activated-rails.ts";
import { EventLog, type InternalEvent } from "./event-log.ts";
import type { GateHolds } from "./gate-holds.ts";
import type { LlmCallInfo, LoggedAnswer } from "./llm-call-info.ts";
import { type CallTotals, ModelCalls } from "./model-calls.ts";

const SECOND = 1_000;

const EVENT_NAMES: Readonly<Record<RailType, string>> = {
  input: "Input",
  output: "Output",
  retrieval: "Retrieval",
  tool_input: "ToolInput",
  tool_output: "ToolOutput",
};

/**
 * The log of one request. It keeps the first 1,000 calls, the first 1,000 events, the first 1,000 runs of each rail,
 * and 1 MiB of prompts; the rest only counts in the totals.
 */
export class GenerationLog {
  unreadMedia: readonly MediaKind[] = [];
  /** The meters of what gates hold back; absent if that is not measured. */
  holds: GateHolds | undefined;
  /** Rails that failed, each with its last reason. */
  readonly failures: Map<string, string> = new Map();
  /** All findings of rails that blocked, where they report several. */
  readonly findings: Map<string, readonly ToolFinding[]> = new Map();
  readonly #calls = new ModelCalls((main) => this.#ranMain(main));
  readonly #events: EventLog;
  readonly #rails = new RailsLog();
  readonly #clock: Clock;
  startedAt: number;
  #finishedAt: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#events = new EventLog(clock);
    this.startedAt = clock.now();
  }

  get llmCalls(): readonly LlmCallInfo[] {
    return this.#calls.list();
  }

  get totals(): Readonly<CallTotals> {
    return this.#calls.totals;
  }

  get events(): readonly InternalEvent[] {
    return this.#events.list();
  }

  /** The total usage of the rails' own calls. */
  get judgeUsage(): TokenUsage {
    return this.#calls.judgeUsage;
  }

  /** Logs media in the request that no rail can read. */
  unread(kinds: readonly MediaKind[]): void {
    if (kinds.length === 0) return;
    this.unreadMedia = kinds;
    this.event("UnreadMedia", { unread: kinds.join(", ") });
  }

  /** Starts the clock: a stream may have waited long for its first reader. */
  begin(): void {
    this.startedAt = this.#clock.now();
  }

  finish(): void {
    this.#finishedAt ??= this.#clock.now();
  }

  event(type: string, data: Readonly<Record<string, unknown>> = {}): void {
    this.#events.add(type, data);
  }

  /** Inserts an event before all others. */
  opens(type: string, data: Readonly<Record<string, unknown>>): void {
    this.#events.open(type, data);
  }

  /** Counts a judge's call. It is listed with its run once that is logged. */
  judgeCall(call: JudgeCall): void {
    this.#calls.judge(call);
  }

  /** The main call starts. Reserves its place, since rails may make calls before it ends. */
  beginMainCall(): void {
    this.#calls.beginMain();
    this.#rails.of(...MAIN_RAIL);
  }

  /** The main call has ended. */
  mainCall(call: JudgeCall, usage: TokenUsage, answer: LoggedAnswer): void {
    this.#calls.main(call, usage, answer);
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

  /** A monitored rail skips a window. */
  skipped(railType: RailType, rail: string): void {
    this.#rails.of(railType, rail).skipped(this.#clock.now() / SECOND);
  }

  /** The windows that monitored rails skipped. */
  get notJudged(): readonly NotJudged[] {
    return this.#rails.incomplete.map(({ type, name, notJudged }) => ({
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
      llm_calls: this.#calls.of(calls),
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
    this.#calls.logMain();
    return this.#rails.list();
  }

  /** Seconds from the start of the request to its end, or until now. */
  get duration(): number {
    return ((this.#finishedAt ?? this.#clock.now()) - this.startedAt) / SECOND;
  }

  #ranMain(main: LlmCallInfo): void {
    const { started_at, finished_at, duration } = main;
    const run = { action_name: "generate_user_intent", return_value: "", llm_calls: [main] };
    this.#rails.of(...MAIN_RAIL).ran({ ...run, started_at, finished_at, duration });
  }
}

const serviceInfo = ({ host, status, startedAt, finishedAt }: ServiceCall): ServiceCallInfo => ({
  host,
  status: status ?? null,
  started_at: startedAt / SECOND,
  duration: (finishedAt - startedAt) / SECOND,
});

/** The name under which NeMo Guardrails logs the main call. */
const MAIN_RAIL = ["generation", "generate user intent"] as const;
