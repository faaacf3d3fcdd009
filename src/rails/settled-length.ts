import { type AskedOf, enforcedOf, isCheckRail, type Rail } from "./rail.ts";

/**
 * How much of an answer stays as rails left it, whatever follows. Pattern rails say so themselves; where a rail of another
 * kind may rewrite, nothing does.
 *
 * @param text - what has come of the answer so far
 * @param answer - the same as the rails left it
 */
export const settledLength = (rails: readonly Rail[], text: string, answer: string, asked?: AskedOf): number => {
  const enforced = enforcedOf(rails);
  if (enforced.some((rail) => isCheckRail(rail) && rail.transforms === true)) return 0;
  const gates = enforced.flatMap((rail) => (isCheckRail(rail) ? [] : [rail.createGate(asked)]));
  const settled = gates.reduce((left, gate) => gate.feed(left).text, text);
  return answer.startsWith(settled) ? settled.length : 0;
};
