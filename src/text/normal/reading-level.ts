import type { TextGate } from "../text-gate.ts";
import { FoldReading } from "./fold-reading.ts";
import { mergedGates } from "./merged-gates.ts";
import type { Reading } from "./reading.ts";
import { ReadingGate } from "./reading-gate.ts";
import { SquashReading } from "./squash-reading.ts";

/**
 * How a rule reads a text.
 * - `exact`: as it is written.
 * - `fold`: without tricks of writing, see FoldReading.
 * - `squash`: folded, in small letters, without what is put between and for letters, see SquashReading. For terms of at
 *   least MIN_SQUASHED letters, which are compared squashed.
 *
 * No level holds another: what stands beside a value can hide it at one of them, as ¹ behind a card number does, which is
 * a 1 when folded. A rule that must not be got round is read at several.
 */
export type ReadingLevel = "exact" | "fold" | "squash";

/** Letters of the shortest term that is worth finding squashed: shorter ones are met by chance. */
export const MIN_SQUASHED = 5;

/** A gate that reads a text at a level. What leaves is the text as it stands, with what is found in it masked. */
export const readingGate = (level: ReadingLevel, gate: TextGate): TextGate => {
  if (level === "exact") return gate;
  if (level === "fold") return new ReadingGate(new FoldReading(), gate);
  return new ReadingGate(new FoldReading(), new ReadingGate(new SquashReading(), gate));
};

/**
 * One gate of rules that read at different levels.
 *
 * @example
 * gateByLevel({ exact: new PatternGate(secrets), fold: new PatternGate(names) });
 */
export const gateByLevel = (gates: Readonly<Partial<Record<ReadingLevel, TextGate>>>): TextGate =>
  mergedGates(LEVELS.flatMap((level) => (gates[level] === undefined ? [] : [readingGate(level, gates[level])])));

const LEVELS: readonly ReadingLevel[] = ["exact", "fold", "squash"];

const readWhole = (reading: Reading, text: string): string => reading.feed(text) + reading.end();

/** A text as `fold` reads it. Terms that are looked for are folded the same way; a term may have nothing left. */
export const folded = (text: string): string => readWhole(new FoldReading(), text);

/** A text as `squash` reads it. */
export const squashed = (text: string): string => readWhole(new SquashReading(), folded(text));
