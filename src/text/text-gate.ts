import type { VerdictCode } from "../types.ts";

/** A stretch of a text and what was found there, in UTF-16 code units. */
export interface TextFinding {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
  /** Default: `content_blocked` of a block, `content_modified` of a rewriting. */
  readonly code?: VerdictCode;
}

/**
 * A machine that decides about a text while it comes. What `feed` returns is free to leave, so it must hold back whatever
 * may still turn out to be forbidden; its result must not depend on how the text is cut. It must bound what it holds.
 */
export interface TextGate {
  /** Takes text and returns what may leave, changed or not. */
  feed(text: string): string;
  /** Says that no more comes, and returns what may leave of the rest. */
  end(): string;
  /** Set once the text is forbidden. The gate then returns nothing any more. */
  readonly blocked: TextFinding | undefined;
  /** What was rewritten since this was last asked. */
  takeRewrites?(): readonly TextFinding[];
}
