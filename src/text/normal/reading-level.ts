import type { TextGate } from "../text-gate.ts";
import { ChainedReading } from "./chained-reading.ts";
import { EncodedTextGate } from "./encoded-text-gate.ts";
import { EscapeReading } from "./escape-reading.ts";
import { RuleGate } from "../patterns/rule-gate.ts";
import { FoldReading } from "./fold-reading.ts";
import { mergedGates } from "./merged-gates.ts";
import { isPlain } from "./plain-text.ts";
import { PlainFirstGate } from "./plain-first-gate.ts";
import type { Reading } from "./reading.ts";
import { ReadingGate } from "./reading-gate.ts";
import { SpacedReading } from "./spaced-reading.ts";
import { SquashReading } from "./squash-reading.ts";

/**
 * How a rule reads a text.
 * - `exact`: as it is written.
 * - `fold`: without tricks of writing, see FoldReading.
 * - `squash`: folded, in small letters, without what is put between and for letters, see SquashReading. For terms of at
 *   least MIN_SQUASHED letters, which are compared squashed.
 * - `decode`: folded with escapes undone, without comments of HTML, and what is spaced out put together, and what stands in it as base64 or hex as
 *   texts of their own, see EscapeReading, SpacedReading and EncodedTextGate. Escapes twice, and two texts deep.
 *
 * No level holds another: what stands beside a value can hide it at one of them, as ¹ behind a card number does, which is
 * a 1 when folded. A rule that must not be got round is read at several.
 */
export type ReadingLevel = "exact" | "fold" | "squash" | "decode";

const LEVELS: readonly ReadingLevel[] = ["exact", "fold", "squash", "decode"];
const MAX_DEPTH = 2;

const chained = (...[first, second, ...more]: readonly [Reading, Reading, ...Reading[]]): Reading =>
  more.reduce((chain, next) => new ChainedReading(chain, next), new ChainedReading(first, second) as Reading);

const decoding = (create: () => TextGate, depth = MAX_DEPTH): TextGate => {
  const encoded = depth === 0 ? [] : [new EncodedTextGate(() => decoding(create, depth - 1))];
  const reading = chained(new EscapeReading(), new EscapeReading(), new FoldReading(), new SpacedReading());
  return new ReadingGate(reading, mergedGates([create(), ...encoded]));
};

/**
 * A gate that reads a text at a level. What leaves is the text as it stands, with what is found in it masked.
 *
 * @param create - makes the gate that reads: one, and at `decode` one more for each decoded text.
 */
export const readingGate = (level: ReadingLevel, create: () => TextGate): TextGate => {
  if (level === "exact") return create();
  if (level === "fold") return new ReadingGate(new FoldReading(), create());
  if (level === "decode") return decoding(create);
  return new ReadingGate(chained(new FoldReading(), new SquashReading()), create());
};

/**
 * One gate of rules that read at different levels. Where the same function makes the gates of `exact` and `fold`, most texts
 * are read once for both.
 *
 * @example
 * gateByLevel({ exact: () => new PatternGate(secrets), fold: () => new PatternGate(names) });
 */
export const gateByLevel = (gates: Readonly<Partial<Record<ReadingLevel, () => TextGate>>>): TextGate => {
  const { exact, fold } = gates;
  const both = exact !== undefined && exact === fold ? exactAndFolded(exact) : undefined;
  const others = LEVELS.filter((level) => both === undefined || (level !== "exact" && level !== "fold"));
  const rest = others.flatMap((level) => (gates[level] === undefined ? [] : [readingGate(level, gates[level])]));
  return mergedGates(both === undefined ? rest : [both, ...rest]);
};

/** How far a rail reads through tricks of writing. */
export type ReadingDepth = "exact" | "fold" | "decode";

const LEVELS_OF: Readonly<Record<ReadingDepth, readonly ReadingLevel[]>> = {
  exact: ["exact"],
  fold: ["exact", "fold"],
  decode: ["exact", "fold", "decode"],
};

/** One gate of the same rules at a level and at those before it, since what hides a value at one shows it at another. */
export const gateDownTo = (depth: ReadingDepth, create: () => TextGate): TextGate =>
  gateByLevel(Object.fromEntries(LEVELS_OF[depth].map((level) => [level, create])));

const exactAndFolded = (create: () => TextGate): TextGate => {
  const gate = create();
  return gate instanceof RuleGate ? new PlainFirstGate(gate) : mergedGates([gate, readingGate("fold", create)]);
};

const readWhole = (reading: Reading, text: string): string => reading.feed(text) + reading.end();

/** A text as `fold` reads it. Terms that are looked for are folded the same way; a term may have nothing left. */
export const folded = (text: string): string => (isPlain(text) ? text : readWhole(new FoldReading(), text));

/** A text as `squash` reads it. */
export const squashed = (text: string): string => readWhole(new SquashReading(), folded(text));
