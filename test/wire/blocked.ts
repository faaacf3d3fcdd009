import type { StreamPart, Verdict } from "../../src/types.ts";

/** A block of an answer. */
const NO: Verdict = {
  status: "blocked",
  rail: "r",
  railType: "output",
  code: "content_blocked",
  channel: "text",
  reason: "why",
};

/** An answer that was cut off by it. */
export const BLOCKED: readonly StreamPart[] = [
  { type: "text-delta", choice: 0, text: "It is " },
  { type: "verdict", choice: 0, verdict: NO },
  { type: "finish", choice: 0, reason: "content_filter" },
];
