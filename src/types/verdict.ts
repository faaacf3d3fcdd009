import type { Channel } from "./channel.ts";

/** What a rail checks: the request, the answer, retrieved chunks, tool results, or tool calls. */
export type RailType = "input" | "output" | "retrieval" | "tool_input" | "tool_output";

/**
 * `content_blocked`: a rail blocked the text. `content_modified`: a rail rewrote it. `rail_execution_failure`: a rail
 * failed, which also blocks.
 */
export type VerdictCode = "content_blocked" | "content_modified" | "rail_execution_failure";

/** A block as an exception, as flows of NeMo Guardrails raise it: `{ type: "PriceRailException", message: "…" }`. */
export interface VerdictException {
  readonly type: string;
  readonly message: string;
}

/**
 * How much of an answer a gate held back, and for how long. Lengths are UTF-16 code units of the text that the gate
 * read, times milliseconds of the answer's clock. The percentiles are up to 20 % too high.
 */
export interface HeldFigures {
  /** Length of the text that it read. */
  readonly characters: number;
  /** Length of the text that left later than the chunk it arrived in. The times refer to this text. */
  readonly held: number;
  /** Maximum length held at one time. */
  readonly most: number;
  /** Length of the text that has not left. At the end of an answer: the text that a block withheld. */
  readonly withheld: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** The hold-back of one gate, and the rails it was for: judges that check the same windows share a gate. */
export interface GateHold extends HeldFigures {
  readonly rails: readonly string[];
  readonly railType: RailType;
}

/** A rail's decision to block or rewrite. Allowed texts have no verdict. */
export interface Verdict {
  readonly status: "blocked" | "modified";
  /** The flow as the config names it, such as `self check output`. */
  readonly rail: string;
  readonly railType: RailType;
  readonly code: VerdictCode;
  readonly channel: Channel;
  readonly reason?: string;
  /** Of a block: the text that replaces the answer, if the rail has its own. */
  readonly refusal?: string;
  /** Of a block: the exception that the rail raised. For the application; never sent to clients. */
  readonly exception?: VerdictException;
  /** The name of the finding: an entity, or the id of a rule. */
  readonly label?: string;
  /** Of a tool call: its position among the calls of its choice. */
  readonly index?: number;
  /** Start of the range, in UTF-16 code units of the channel's text that the rail read. */
  readonly start?: number;
  /** End of the range, exclusive. */
  readonly end?: number;
  /** Of a masked range: the range of its replacement in the text that left this rail. */
  readonly delivered?: { readonly start: number; readonly end: number };
  /** Of a masked range: its replacement. */
  readonly replacement?: string;
  /** How many ranges this verdict summarizes, if there were too many for one verdict each. Default 1. */
  readonly count?: number;
  /** False if the rail is only monitored: the verdict is what it would have done, and nothing was changed. */
  readonly enforced?: false;
  /** What its gate had held back of the answer until then, if that is measured. */
  readonly held?: HeldFigures;
}

/** Windows that a monitored rail did not check, because it could not keep up with the answer. */
export interface NotJudged {
  readonly rail: string;
  readonly railType: RailType;
  readonly windows: number;
}

/** The result of all rails on an answer. It is `passed` only after the last check. */
export interface Outcome {
  readonly status: "passed" | "modified" | "blocked";
  /** The rail that blocked, or the first that modified. */
  readonly rail?: string;
  readonly railType?: RailType;
  readonly code?: VerdictCode;
  readonly reason?: string;
  /** All verdicts in the order in which they were reached, those of monitored rails last. */
  readonly verdicts: readonly Verdict[];
  /** What monitored rails did not check, by rail. Absent if they checked everything. */
  readonly notJudged?: readonly NotJudged[];
}
