import { readWhole } from "../text/text-gate.ts";
import { railGate } from "./rail-gate.ts";
import { type SentPrompt, enforcedOf, type IncrementalRail, isIncremental, type Rail } from "./rail.ts";

/** Whether a rail forbids a text outside of the answer, such as an id. */
export type Forbids = (text: string) => boolean;

/** A gate that fails forbids the text, or not, as it would end a stream. */
const finds = (rail: IncrementalRail, text: string, prompt: SentPrompt | undefined): boolean => {
  const gate = railGate(rail, "text", () => {}, prompt);
  return readWhole(gate, text).findings.length > 0;
};

/**
 * Checks a text that is not part of an answer, such as an id, by the enforced incremental rails. Check rails are too
 * expensive for this.
 *
 * @param prompt - the prompt behind the answer that the text belongs to; absent if there is none.
 */
export const forbiddenBy = (rails: readonly Rail[], prompt?: SentPrompt): Forbids => {
  const incremental = enforcedOf(rails).filter(isIncremental);
  return (text) => incremental.some((rail) => finds(rail, text, prompt));
};

/** The same for the rails that read an answer. */
export const forbiddenInAnswers = (rails: Readonly<Record<"output" | "toolOutput", readonly Rail[]>>): Forbids =>
  forbiddenBy([...rails.output, ...rails.toolOutput]);
