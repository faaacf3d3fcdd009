import { isRecord, textOf } from "../../json.ts";
import type { LlmCallInfo } from "./llm-call-info.ts";

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

/** A rail that ran, with all its runs; on a stream there is one per window. */
export interface ActivatedRail {
  readonly type: string;
  readonly name: string;
  readonly decisions: readonly string[];
  readonly executed_actions: readonly ExecutedAction[];
  /** Whether it blocked. */
  readonly stop: boolean;
  readonly started_at: number;
  readonly finished_at: number;
  /** Total seconds of its runs. */
  readonly duration: number;
  /** Absent if empty. */
  readonly additional_info?: {
    /** Windows that a monitored rail skipped, since it could not keep up with the answer. */
    readonly windows_not_judged: number;
  };
}

/** The result of an action for the log, without any text: its outcome, or its type. */
export const returnValue = (returned: unknown): string => {
  if (isRecord(returned)) return textOf(returned["outcome"]) || textOf(returned["decision"]) || "object";
  if (Array.isArray(returned)) return "list";
  return typeof returned === "string" ? "text" : String(returned);
};

/** Logged runs of a rail. Further ones only count in its times. */
const MAX_KEPT = 1_000;

const REFUSAL: readonly string[] = ["refuse to respond", "stop"];

class RailLog {
  readonly type: string;
  readonly name: string;
  readonly #runs: ExecutedAction[] = [];
  readonly #actions = new Set<string>();
  stop = false;
  #startedAt = Infinity;
  #finishedAt = -Infinity;
  #duration = 0;
  #notJudged = 0;

  constructor(type: string, name: string) {
    this.type = type;
    this.name = name;
  }

  /** @param actions - the steps of the run, if the rail records them. */
  ran(run: ExecutedAction, actions: readonly ExecutedAction[] = [run]): void {
    this.#extendTo(run.started_at, run.finished_at);
    this.#duration += run.duration;
    for (const action of actions) {
      this.#actions.add(action.action_name);
      if (this.#runs.length < MAX_KEPT) this.#runs.push(action);
    }
  }

  /** @param at - seconds since 1970. */
  skipped(at: number): void {
    this.#extendTo(at, at);
    this.#notJudged++;
  }

  get notJudged(): number {
    return this.#notJudged;
  }

  #extendTo(startedAt: number, finishedAt: number): void {
    this.#startedAt = Math.min(this.#startedAt, startedAt);
    this.#finishedAt = Math.max(this.#finishedAt, finishedAt);
  }

  /** The log entry; none if there was nothing to log. */
  activated(): readonly ActivatedRail[] {
    if (this.#runs.length === 0 && this.#notJudged === 0) return [];
    const { type, name, stop } = this;
    const decisions = [...this.#actions].map((action) => `execute ${action}`);
    return [
      {
        type,
        name,
        decisions: [...decisions, ...(stop ? REFUSAL : [])],
        executed_actions: this.#runs,
        stop,
        started_at: this.#startedAt,
        finished_at: this.#finishedAt,
        duration: this.#duration,
        ...(this.#notJudged === 0 ? {} : { additional_info: { windows_not_judged: this.#notJudged } }),
      },
    ];
  }
}

/** The rails of one request, in the order of their first run. */
export class RailsLog {
  readonly #rails = new Map<string, RailLog>();

  of(type: string, name: string): RailLog {
    const key = `${type} ${name}`;
    const rail = this.#rails.get(key) ?? new RailLog(type, name);
    this.#rails.set(key, rail);
    return rail;
  }

  /** Monitored rails that skipped windows. */
  get incomplete(): readonly RailLog[] {
    return [...this.#rails.values()].filter(({ notJudged }) => notJudged > 0);
  }

  list(): readonly ActivatedRail[] {
    return [...this.#rails.values()].flatMap((rail) => rail.activated());
  }
}
