import { railGate } from "./rail-gate.ts";
import { type SentPrompt, enforcedOf, isCheckRail, isIncremental, type Rail } from "./rail.ts";

/**
 * The length of the prefix of a checked answer that no later text can change. Incremental rails know it; if a check
 * rail may rewrite, it is 0.
 *
 * @param text - what has come of the answer so far
 * @param answer - the same as the rails left it
 */
export const settledLength = (rails: readonly Rail[], text: string, answer: string, prompt?: SentPrompt): number => {
  const enforced = enforcedOf(rails);
  if (enforced.some((rail) => isCheckRail(rail) && rail.transforms === true)) return 0;
  const gates = enforced.filter(isIncremental).map((rail) => railGate(rail, "text", () => {}, prompt));
  const settled = gates.reduce((left, gate) => gate.feed(left).text, text);
  return answer.startsWith(settled) ? settled.length : 0;
};
