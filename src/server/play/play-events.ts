import type { Channel, Outcome, RailType, StreamUsage, Verdict } from "../../types.ts";

/** A piece of an answer, as its model wrote it. */
export interface Recorded {
  readonly channel: Exclude<Channel, "tool-call">;
  readonly text: string;
}

/** One run of a rail. Milliseconds since the request began. */
export interface RailRunTimes {
  readonly from: number;
  readonly to: number;
  readonly result: string;
}

export interface RailTimes {
  readonly rail: string;
  readonly type: string;
  readonly runs: readonly RailRunTimes[];
}

/** What the gate of a rail, or of judges that read the same windows, held back. */
export interface HeldByRail {
  readonly rails: readonly string[];
  /** Characters at one time, at most. */
  readonly most: number;
  /** Milliseconds a character was held, at most. */
  readonly longest: number;
}

/** What is told at the end of an answer. */
export interface PlayEnd {
  readonly type: "end";
  readonly outcome: Outcome;
  readonly usage: StreamUsage;
  readonly rails: readonly RailTimes[];
  readonly held: readonly HeldByRail[];
  /** Whether the model was stopped before it was done. */
  readonly stopped: boolean;
}

/** What happened, line by line of the answer of `POST /play/answers`. */
export type PlayEvent =
  | { readonly type: "begin"; readonly rails: readonly ListedRail[] }
  | ({ readonly type: "generated" } & Recorded)
  | ({ readonly type: "delivered" } & Recorded)
  | { readonly type: "verdict"; readonly verdict: Verdict }
  | { readonly type: "finish"; readonly reason: string }
  | { readonly type: "failed"; readonly code: string; readonly message: string }
  | PlayEnd;

/** An event with the milliseconds since the request began. */
export type TimedEvent = PlayEvent & { readonly at: number };

/** A rail of a config, and how it reads. */
export interface ListedRail {
  readonly flow: string;
  readonly type: RailType;
  readonly reads: string;
}

/** A config as the page shows it: `GET /play/configs`. */
export interface ListedConfig {
  readonly id: string;
  readonly model: string;
  readonly rails: readonly ListedRail[];
  readonly patterns: readonly string[];
  readonly action: "mask" | "block";
  /** Questions its model has an answer to, where it is scripted. */
  readonly questions: readonly string[];
}

/** The files of the page by their names: `index.html`, its scripts and its style. */
export type PlayFiles = Readonly<Record<string, string>>;
