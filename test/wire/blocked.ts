import type { StreamPart } from "../../src/types/stream-part.ts";
import type { Verdict } from "../../src/types/verdict.ts";

/** The verdict of a blocked answer. */
const NO: Verdict = {
  status: "blocked",
  rail: "r",
  railType: "output",
  code: "content_blocked",
  channel: "text",
  reason: "why",
};

/** The parts of an answer that it cut off. */
export const BLOCKED: readonly StreamPart[] = [
  { type: "text-delta", choice: 0, text: "It is " },
  { type: "verdict", choice: 0, verdict: NO },
  { type: "finish", choice: 0, reason: "content_filter" },
];
