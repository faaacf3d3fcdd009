import type { Channel } from "../../types/channel.ts";
import type { StreamUsage } from "../../types/usage.ts";
import type { Outcome, RailType, Verdict } from "../../types/verdict.ts";

/** A delta of an answer as the model wrote it. */
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

/** What one gate held back. Judges of the same windows share a gate. */
export interface HeldByRail {
  readonly rails: readonly string[];
  /** The maximum number of characters held at one time. */
  readonly most: number;
  /** The longest time a character was held, in milliseconds. */
  readonly longest: number;
}

/** The summary at the end of an answer. */
export interface PlayEnd {
  readonly type: "end";
  readonly outcome: Outcome;
  readonly usage: StreamUsage;
  readonly rails: readonly RailTimes[];
  readonly held: readonly HeldByRail[];
  /** Whether the model call was aborted. */
  readonly stopped: boolean;
}

/** The events of `POST /play/answers`, one per line. */
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

/** A rail of a config and its reading mode. */
export interface ListedRail {
  readonly flow: string;
  readonly type: RailType;
  readonly reads: string;
}

/** A config in `GET /play/configs`. */
export interface ListedConfig {
  readonly id: string;
  readonly model: string;
  readonly rails: readonly ListedRail[];
  readonly patterns: readonly string[];
  readonly action: "mask" | "block";
  /** Questions that a scripted model has replies to. */
  readonly questions: readonly string[];
}

/** The files of the page by name: `index.html`, its scripts and its style sheet. */
export type PlayFiles = Readonly<Record<string, string>>;
