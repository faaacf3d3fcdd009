import type { VerdictCode } from "../types/verdict.ts";

/** A range of a text, and what was found there. Offsets are UTF-16 code units. */
export interface TextFinding {
  /** `block`: the text is blocked from here on. `mask`: the range is replaced. */
  readonly action: "block" | "mask";
  /** Start of the range in the source. */
  readonly start: number;
  /** End of the range in the source, exclusive. */
  readonly end: number;
  /** Offset of the replacement in the delivered text; for a block, the end of that text. */
  readonly at: number;
  /** Replaces the range; empty for a block. */
  readonly replacement: string;
  /** The name of what was found: an entity, the id of a rule. */
  readonly label?: string;
  /** For people. Never contains the found text. */
  readonly reason: string;
  /** Default: `content_blocked` of a block, `content_modified` of a mask. */
  readonly code?: VerdictCode;
}

/** What one step of a gate releases and finds. */
export interface GateStep {
  readonly text: string;
  /** In the order of the text; a block is the last. */
  readonly findings: readonly TextFinding[];
}

/** What follows the text that has been read: more of it, or its end. */
export type Following = "more" | "end";

/**
 * A machine that decides about a text as it arrives. The delivered text is the source with the masked ranges replaced
 * and nothing else changed. A gate holds back whatever may still become a finding, within a bound. Its result must not
 * depend on how the text is chunked. After a block it returns nothing.
 */
export interface TextGate {
  /** Whether it never masks, so that the text around masks need not be kept. Default false. */
  readonly onlyBlocks?: boolean;
  feed(text: string): GateStep;
  /** Ends the text. */
  end(): GateStep;
}

/** Reads a whole text with a new gate. */
export const readWhole = (gate: TextGate, text: string): GateStep => {
  const steps = [gate.feed(text), gate.end()];
  return { text: steps.map((step) => step.text).join(""), findings: steps.flatMap(({ findings }) => findings) };
};

/** The finding that blocks, if there is one. */
export const blockIn = (findings: readonly TextFinding[]): TextFinding | undefined =>
  findings.find(({ action }) => action === "block");

/** A step that releases and finds nothing. */
export const NOTHING: GateStep = Object.freeze({ text: "", findings: Object.freeze([]) });

/** A step that releases text and finds nothing. */
export const passing = (text: string): GateStep => (text === "" ? NOTHING : { text, findings: NOTHING.findings });
