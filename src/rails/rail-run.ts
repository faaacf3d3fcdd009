import { optional } from "../json.ts";
import type { HoldMeter } from "../streams/holds/hold-meter.ts";
import type { Clock } from "../types/clock.ts";
import type { RailType, Verdict } from "../types/verdict.ts";
import type { JudgeCall } from "./judge.ts";
import type { SentPrompt, CheckRail, RailContext, RailDecision } from "./rail.ts";
import type { ValueOrigin, Vault } from "./vault/vault.ts";

/** A call to a service that a rail made. */
export interface ServiceCall {
  readonly host: string;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Absent when there was no answer. */
  readonly status?: number;
}

/** A step of a check with its own log entry: an action that a flow executed, or a rail that it called. */
export interface ActionRun {
  readonly action: string;
  /** Its result; absent if it failed. */
  readonly returned?: unknown;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Its calls to judges, which are also among those of the check. */
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
  /** Its calls to judges, in order. */
  readonly calls: readonly JudgeCall[];
  /** Its calls to services, in order. */
  readonly services: readonly ServiceCall[];
  /** Its steps, if it records them. */
  readonly actions?: readonly ActionRun[];
  /** Set if the check failed; `decision` then follows from `onError`. */
  readonly error?: unknown;
}

/** The run of a gate, which makes no calls. */
export const gateRun = ({ error, ...run }: Omit<RailRun, "calls" | "services" | "actions">): RailRun => ({
  ...run,
  calls: [],
  services: [],
  ...optional("error", error),
});

/** One run of one rail: its context writes what happens into these lists. */
export interface CheckScope {
  readonly rail: CheckRail;
  readonly signal: AbortSignal;
  /** Receives the run's calls to judges. */
  readonly calls: JudgeCall[];
  /** Receives its calls to services. */
  readonly services: ServiceCall[];
  /** Receives the responses of services. Bodies that it leaves unread are cancelled at the end. */
  readonly answers: Response[];
  /** Receives its steps. */
  readonly actions: ActionRun[];
  /** Who wrote the text under check. */
  readonly origin: ValueOrigin;
  /** Variables that earlier rails have set. They win over those of the request. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface RunOptions {
  readonly railType: RailType;
  readonly parallel: boolean;
  readonly clock: Clock;
  /** Variables that earlier rails have set. They win over those of the request. */
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  readonly context: (scope: CheckScope) => RailContext;
  readonly onRun: (run: RailRun) => void;
  /** Receives the variables that rails have set, including earlier ones. */
  readonly onSet?: (variables: Readonly<Record<string, unknown>> | undefined) => void;
  /** Holds the values that rails mask, so that those of the user can be restored in the answer. */
  readonly vault?: Vault | undefined;
  /** Who wrote the text under check. Default `tool`: no value of it is restored. */
  readonly origin?: ValueOrigin;
  /** The prompt that the answer belongs to. */
  readonly prompt?: SentPrompt | undefined;
  /** Makes the meter of what a gate holds back; absent if that is not measured. */
  readonly meterOf?: ((rails: readonly string[]) => HoldMeter) | undefined;
  /** Receives the run of a monitored rail, to start it or to skip it. The caller does not wait for it. */
  readonly onMonitored: (rail: string, run: () => Promise<Verdict | undefined>) => void;
}

/** The result of several rails over one text. */
export interface CheckedText {
  /** The text after all rails that rewrote it: on a stream the fresh part of the window. */
  readonly text: string;
  /** The verdicts reached; a blocking one is the last. */
  readonly verdicts: readonly Verdict[];
  readonly blocked: Verdict | undefined;
  /** The variables that rails have set, including earlier ones; absent if there are none. */
  readonly variables?: Readonly<Record<string, unknown>>;
}
