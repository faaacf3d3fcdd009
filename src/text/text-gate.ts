import type { VerdictCode } from "../types.ts";

/** A stretch of a text, and what was found there. Offsets are UTF-16 code units. */
export interface TextFinding {
  /** `block`: the text is forbidden from here on. `mask`: something else stands there now. */
  readonly action: "block" | "mask";
  /** First offset in the text as it was read. */
  readonly start: number;
  /** Offset behind the last one. */
  readonly end: number;
  /** Where in the delivered text the replacement stands; of a block, where that text ends. */
  readonly at: number;
  /** What stands there instead; empty for a block. */
  readonly replacement: string;
  /** What was found, as a name: an entity, the id of a rule. */
  readonly label?: string;
  /** For people. Never holds what was found. */
  readonly reason: string;
  /** Default: `content_blocked` of a block, `content_modified` of a mask. */
  readonly code?: VerdictCode;
}

/** What one step of a gate lets go, and what it found. */
export interface GateStep {
  readonly text: string;
  /** In the order of the text; a block is the last. */
  readonly findings: readonly TextFinding[];
}

/**
 * A machine that decides about a text while it comes. The delivered text is the source with the ranges of the masks
 * replaced, and nothing else changed. A gate holds back whatever may still turn out to be found, and bounds what it holds;
 * its result must not depend on how the text is cut. After a block it returns nothing any more.
 */
export interface TextGate {
  /** Whether it masks nothing, so that nobody has to remember what stands round a mask. Default false. */
  readonly onlyBlocks?: boolean;
  feed(text: string): GateStep;
  /** Says that no more comes. */
  end(): GateStep;
}

/** A whole text read by a gate that has read nothing yet. */
export const readWhole = (gate: TextGate, text: string): GateStep => {
  const steps = [gate.feed(text), gate.end()];
  return { text: steps.map((step) => step.text).join(""), findings: steps.flatMap(({ findings }) => findings) };
};

/** What a gate blocks for. */
export const blockIn = (findings: readonly TextFinding[]): TextFinding | undefined =>
  findings.find(({ action }) => action === "block");

/** A step in which nothing leaves and nothing was found. */
export const NOTHING: GateStep = Object.freeze({ text: "", findings: Object.freeze([]) });

/** A step that lets text go in which nothing was found. */
export const passing = (text: string): GateStep => (text === "" ? NOTHING : { text, findings: NOTHING.findings });
