/** A flow of NeMo Guardrails that is known here and has no rail behind it. */
interface RefusedFlow {
  readonly groups: readonly RailGroup[];
  /** Why there is none, and what to use instead: the end of a sentence. */
  readonly reason: string;
}

/** By name. A flow of NeMo Guardrails stands here or in the catalog. */
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
import type { RailGroup } from "../config/rail-groups.ts";
