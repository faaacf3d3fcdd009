import { optional } from "../json.ts";
import type { HoldMeter } from "../streams/holds/hold-meter.ts";
import type { Clock, RailType, Verdict } from "../types.ts";
import type { JudgeCall } from "./judge.ts";
import type { AskedOf, CheckRail, RailContext, RailDecision } from "./rail.ts";
import type { Vault } from "./vault/vault.ts";

/** A call to a service that a rail made. */
export interface ServiceCall {
  readonly host: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Absent when there was no answer. */
  readonly status?: number;
}

/** A step of a check that stands in the log by itself: an action that a flow executed, or a rail it asked. */
export interface ActionRun {
  readonly action: string;
  /** What it gave; absent when it failed. */
  readonly returned?: unknown;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** The calls it made, which are among those of the check. */
  readonly calls: readonly JudgeCall[];
  readonly services: readonly ServiceCall[];
}

/** How one check went, for the log. */
export interface RailRun {
  readonly rail: string;
  readonly railType: RailType;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly decision: RailDecision;
  /** The judges it asked, in order. */
  readonly calls: readonly JudgeCall[];
  /** The services it called, in order. */
  readonly services: readonly ServiceCall[];
  /** Its steps, where it tells them apart. */
  readonly actions?: readonly ActionRun[];
  /** Why the check failed, when it did; the decision is then what failing means. */
  readonly error?: unknown;
}

/** How a gate ran, which asks nobody. Its work is done in the time of the text it reads. */
export const gateRun = (
  rail: string,
  railType: RailType,
  times: Pick<RailRun, "startedAt" | "finishedAt">,
  decision: RailDecision,
  error?: unknown,
): RailRun => ({ rail, railType, ...times, decision, calls: [], services: [], ...optional("error", error) });

/** One run of one rail, as its context is made for it. */
export interface CheckScope {
  readonly rail: CheckRail;
  readonly signal: AbortSignal;
  /** Takes the judge calls of this run and no other. */
  readonly calls: JudgeCall[];
  /** Takes its calls to services. */
  readonly services: ServiceCall[];
  /** Takes what services answered it; what of that it leaves unread is let go when it is over. */
  readonly answers: Response[];
  /** Takes its steps. */
  readonly actions: ActionRun[];
  /** What rails before it have set, over the variables of the request. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface RunOptions {
  readonly railType: RailType;
  readonly parallel: boolean;
  readonly clock: Clock;
  /** What rails before these have set, over the variables of the request. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly context: (scope: CheckScope) => RailContext;
  readonly onRun: (run: RailRun) => void;
  /** Takes what output rails have set, with what was set before them. */
  readonly onSet?: (variables: Readonly<Record<string, unknown>> | undefined) => void;
  /** Where input rails keep what they mask, so that it can be put back into the answer. */
  readonly vault?: Vault | undefined;
  /** What the model was asked whose answer is read. */
  readonly asked?: AskedOf | undefined;
  /** What measures how much a gate of these rails holds back of the answer; absent where nobody asks. */
  readonly meterOf?: ((rails: readonly string[]) => HoldMeter) | undefined;
  /** Takes what a monitored rail would do: it is started or left out, and nobody waits for it. */
  readonly onMonitored: (rail: string, run: () => Promise<Verdict | undefined>) => void;
}

/** What several rails made of a text. */
export interface CheckedText {
  /** The text after all rails that rewrote it: on a stream the fresh part of the window. */
  readonly text: string;
  /** The verdicts reached; a blocking one is the last. */
  readonly verdicts: readonly Verdict[];
  readonly blocked: Verdict | undefined;
  /** What the rails have set, with what was set before them. Absent where that is nothing. */
  readonly variables?: Readonly<Record<string, unknown>>;
}
