import type { RailGroup } from "../../config/rail-groups.ts";

/** Former names of flows, from older versions or the documentation of NeMo Guardrails. */
export const RENAMED_FLOWS: ReadonlyMap<string, string> = new Map([
  ["check facts", "self check facts"],
  ["check hallucination", "self check hallucination"],
  ["check input sensitive data", "detect sensitive data on input"],
  ["check output sensitive data", "detect sensitive data on output"],
  ["check retrieval sensitive data", "detect sensitive data on retrieval"],
  ["regex check tool input", "regex check tool result"],
  ["regex check tool output", "regex check tool call"],
]);

/** A flow of NeMo Guardrails that is not available. */
interface RefusedFlow {
  readonly groups: readonly RailGroup[];
  /** The reason and the alternative: the end of a sentence. */
  readonly reason: string;
}

/** By name. Every flow of NeMo Guardrails is either here or in the catalog. */
export const REFUSED_FLOWS: ReadonlyMap<string, RefusedFlow> = new Map([
  [
    "clavata check for",
    { groups: ["input", "output"], reason: "it is called by Colang 2 only: use `clavata check input` or `… output`" },
  ],
  [
    "gotitai rag truthcheck",
    { groups: ["output"], reason: "its service is not built here: use `self check facts` or `alignscore check facts`" },
  ],
]);
