import { RuleGate } from "../patterns/rule-gate.ts";
import type { TextGate } from "../text-gate.ts";
import { ChainedNormalizer } from "./chained-normalizer.ts";
import { EncodedTextGate } from "./encoded-text-gate.ts";
import { EscapeNormalizer } from "./escape-normalizer.ts";
import { FoldNormalizer } from "./fold-normalizer.ts";
import { mergedGates } from "./merged-gates.ts";
import type { Normalizer } from "./normalizer.ts";
import { NormalizingGate } from "./normalizing-gate.ts";
import { PlainFirstGate } from "./plain-first-gate.ts";
import { isPlain } from "./plain-text.ts";
import { SpacedNormalizer } from "./spaced-normalizer.ts";
import { SquashNormalizer } from "./squash-normalizer.ts";

/**
 * How a rule reads a text.
 * - `exact`: as it is written.
 * - `fold`: with Unicode tricks undone, see FoldNormalizer.
 * - `squash`: folded, lower case, without separators, repetitions and letter substitutions, see SquashNormalizer; read
 *   three times: with signs such as ! as separators, with them as letters, and with every sign left in place. For terms
 *   of at least MIN_SQUASHED letters, which are squashed too.
 * - `decode`: folded, with escapes decoded (twice), HTML comments removed and spaced-out words joined, see
 *   EscapeNormalizer and SpacedNormalizer; base64 and hex are decoded and read as separate texts, two levels deep, see
 *   EncodedTextGate.
 *
 * No level includes another, since adjacent text can hide a value at one of them: ¹ after a card number becomes another
 * digit when folded. A rule that must not be bypassed is read at several levels.
 */
export type NormalizationLevel = "exact" | "fold" | "squash" | "decode";

const LEVELS: readonly NormalizationLevel[] = ["exact", "fold", "squash", "decode"];
const MAX_DEPTH = 2;

const chained = (...[first, second, ...more]: readonly [Normalizer, Normalizer, ...Normalizer[]]): Normalizer =>
  more.reduce((chain, next) => new ChainedNormalizer(chain, next), new ChainedNormalizer(first, second) as Normalizer);

const decoding = (create: () => TextGate, depth = MAX_DEPTH): TextGate => {
  const encoded = depth === 0 ? [] : [new EncodedTextGate(() => decoding(create, depth - 1))];
  const normalizer = chained(
    new EscapeNormalizer(),
    new EscapeNormalizer(),
    new FoldNormalizer(),
    new SpacedNormalizer(),
  );
  return new NormalizingGate(normalizer, mergedGates([create(), ...encoded]));
};

/**
 * A gate that reads a text at a level. The original text leaves, with findings masked.
 *
 * @param create - creates the gate: one, and at `decode` one more for each decoded text.
 */
export const normalizingGate = (level: NormalizationLevel, create: () => TextGate): TextGate => {
  if (level === "exact") return create();
  if (level === "fold") return new NormalizingGate(new FoldNormalizer(), create());
  if (level === "decode") return decoding(create);
  const readings = ["separators", "letters", "words"] as const;
  const gates = readings.map((reading) => new NormalizingGate(new SquashNormalizer(reading), create()));
  return new NormalizingGate(new FoldNormalizer(), mergedGates(gates));
};

/**
 * One gate for rules at different levels. If `exact` and `fold` have the same function, most texts are read only once
 * for both.
 *
 * @example
 * gateByLevel({ exact: () => new PatternGate(secrets), fold: () => new PatternGate(names) });
 */
export const gateByLevel = (gates: Readonly<Partial<Record<NormalizationLevel, () => TextGate>>>): TextGate => {
  const { exact, fold } = gates;
  const both = exact !== undefined && exact === fold ? exactAndFolded(exact) : undefined;
  const others = LEVELS.filter((level) => both === undefined || (level !== "exact" && level !== "fold"));
  const rest = others.flatMap((level) => (gates[level] === undefined ? [] : [normalizingGate(level, gates[level])]));
  return mergedGates(both === undefined ? rest : [both, ...rest]);
};

/** How far a rail normalizes text. */
export type NormalizationDepth = "exact" | "fold" | "decode";

const LEVELS_OF: Readonly<Record<NormalizationDepth, readonly NormalizationLevel[]>> = {
  exact: ["exact"],
  fold: ["exact", "fold"],
  decode: ["exact", "fold", "decode"],
};

/**
 * One gate for the same rules at a level and all levels before it, since a value hidden at one may be visible at
 * another.
 */
export const gateDownTo = (depth: NormalizationDepth, create: () => TextGate): TextGate =>
  gateByLevel(Object.fromEntries(LEVELS_OF[depth].map((level) => [level, create])));

const exactAndFolded = (create: () => TextGate): TextGate => {
  const gate = create();
  return gate instanceof RuleGate ? new PlainFirstGate(gate) : mergedGates([gate, normalizingGate("fold", create)]);
};

const readWhole = (normalizer: Normalizer, text: string): string => normalizer.feed(text) + normalizer.end();

/** A text at level `fold`. Terms are folded the same way before they are searched; a term may become empty. */
export const folded = (text: string): string => (isPlain(text) ? text : readWhole(new FoldNormalizer(), text));

/** A text at level `squash`. */
export const squashed = (text: string): string => readWhole(new SquashNormalizer(), folded(text));
