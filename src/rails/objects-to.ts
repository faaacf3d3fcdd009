import type { IncrementalRail, Rail } from "./rail.ts";

/** A gate that fails forbids the text, as it does in a stream. */
const finds = (rail: IncrementalRail, text: string): boolean => {
  try {
    const gate = rail.createGate();
    return [gate.feed(text), gate.end()].some(({ findings }) => findings.length > 0);
  } catch {
    return true;
  }
};

/**
 * Whether one of the rails that read along finds something in a text that is no part of what a model says, such as an id.
 * Rails that are asked about whole texts or windows are not asked about names, and monitored ones change nothing.
 */
export const objectsTo = (rails: readonly Rail[], text: string): boolean =>
  rails.some((rail) => rail.reads === "incremental" && rail.mode !== "monitor" && finds(rail, text));
