import type { IncrementalRail, Rail } from "./rail.ts";

/** Whether a rail forbids a text that is no part of what is said. */
export type ObjectsTo = (text: string) => boolean;

/** A gate that fails forbids the text, as it does in a stream. */
const finds = (rail: IncrementalRail, text: string): boolean => {
  try {
    const gate = rail.createGate();
    return gate.feed(text).findings.length > 0 || gate.end().findings.length > 0;
  } catch {
    return true;
  }
};

/**
 * Tells of a text that is no part of what a model says, such as an id, whether one of the rails that read along finds
 * something in it. Rails that are asked about whole texts or windows are not asked about names, and monitored ones change
 * nothing.
 */
export const objectionsOf = (rails: readonly Rail[]): ObjectsTo => {
  const along = rails.filter(
    (rail): rail is IncrementalRail => rail.reads === "incremental" && rail.mode !== "monitor",
  );
  return (text) => along.some((rail) => finds(rail, text));
};

/** Those of the rails that read an answer. */
export const answerObjections = (rails: Readonly<Record<"output" | "toolOutput", readonly Rail[]>>): ObjectsTo =>
  objectionsOf([...rails.output, ...rails.toolOutput]);
