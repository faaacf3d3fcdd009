import { readWhole } from "../text/text-gate.ts";
import { enforcedOf, type IncrementalRail, isIncremental, type Rail } from "./rail.ts";

/** Whether a rail forbids a text that is no part of what is said. */
export type Forbids = (text: string) => boolean;

/** A gate that fails forbids the text, as it does in a stream. */
const finds = (rail: IncrementalRail, text: string): boolean => {
  try {
    return readWhole(rail.createGate(), text).findings.length > 0;
  } catch {
    return true;
  }
};

/**
 * Tells of a text that is no part of what a model says, such as an id, whether one of the rails that read along finds
 * something in it. Rails that are asked about whole texts or windows are not asked about names, and monitored ones change
 * nothing.
 */
export const forbiddenBy = (rails: readonly Rail[]): Forbids => {
  const incremental = enforcedOf(rails).filter(isIncremental);
  return (text) => incremental.some((rail) => finds(rail, text));
};

/** Those of the rails that read an answer. */
export const forbiddenInAnswers = (rails: Readonly<Record<"output" | "toolOutput", readonly Rail[]>>): Forbids =>
  forbiddenBy([...rails.output, ...rails.toolOutput]);
