import { memoize } from "../../memoize.ts";
import { folded, gateByLevel, type NormalizationLevel, squashed } from "../../text/normalize/normalization-level.ts";
import { RuleGate, type RuleGateOptions } from "../../text/patterns/rule-gate.ts";
import { compileRules, type RuleProgram } from "../../text/patterns/compile-rules.ts";
import type { TermsRule } from "../../text/patterns/rule.ts";
import type { TextGate } from "../../text/text-gate.ts";
import type { BlockedTermsSettings, TermList } from "./settings.ts";

/** What is shorter, too many words become when they are squashed. */
const MIN_SQUASHED = 5;

/** What hides a term at one level shows it at another, so each level is read beside those before it. */
const READ_AT: Readonly<Record<NormalizationLevel, readonly NormalizationLevel[]>> = {
  exact: ["exact"],
  fold: ["exact", "fold"],
  squash: ["exact", "fold", "squash"],
  decode: ["exact", "fold", "decode"],
};
const LEVELS: readonly NormalizationLevel[] = ["exact", "fold", "squash", "decode"];

const LETTER = /[\p{L}\p{N}]/u;
const LETTERS = new RegExp(LETTER, "gu");

/** Whether enough of a term is left to look for. */
const saysEnough = (read: string, level: NormalizationLevel): boolean =>
  level === "squash" ? (read.match(LETTERS)?.length ?? 0) >= MIN_SQUASHED : LETTER.test(read);

/** A term as a level reads it; nothing, where it says too little there. */
const termAt = (term: string, level: NormalizationLevel): readonly string[] => {
  if (level === "exact") return [term];
  const read = level === "squash" ? squashed(term) : folded(term);
  return saysEnough(read, level) ? [read] : [];
};

/** What exceptions are found as: no name that a list has. */
const EXCEPTION = "\u0000exception";

const ruleOf = (list: TermList, id: string, texts: readonly string[], level: NormalizationLevel): TermsRule => ({
  id,
  terms: texts.flatMap((text) => termAt(text, level)),
  ignoreCase: !list.caseSensitive && level !== "squash",
  wholeWords: list.wholeWords,
});

/** The terms that are read at a level, and the exceptions of all lists: those hold against every term. */
const rulesAt = (lists: readonly TermList[], level: NormalizationLevel): readonly TermsRule[] => {
  const terms = lists
    .filter((list) => READ_AT[list.level].includes(level))
    .map((list) => ruleOf(list, list.name, list.terms, level))
    .filter((rule) => rule.terms.length > 0);
  if (terms.length === 0) return [];
  const exceptions = lists.map((list) => ruleOf(list, EXCEPTION, list.exceptions, level));
  return [...exceptions.filter((rule) => rule.terms.length > 0), ...terms];
};

/** What finds the terms that are read at a level. */
interface LevelProgram {
  readonly level: NormalizationLevel;
  readonly rules: readonly TermsRule[];
  readonly program: RuleProgram;
}

const haveSameTerms = (some: readonly TermsRule[], others: readonly TermsRule[]): boolean =>
  some.length === others.length &&
  some.every((rule, number) => {
    const other = others[number] as TermsRule;
    const isAlike =
      rule.id === other.id && rule.ignoreCase === other.ignoreCase && rule.wholeWords === other.wholeWords;
    return (
      isAlike && rule.terms.length === other.terms.length && rule.terms.every((term, at) => term === other.terms[at])
    );
  });

/** One program for levels at which the terms are the same: most are for the first two. */
const compiled = (lists: readonly TermList[]): readonly LevelProgram[] => {
  const made: LevelProgram[] = [];
  for (const level of LEVELS) {
    const rules = rulesAt(lists, level);
    if (rules.length === 0) continue;
    const known = made.find((other) => haveSameTerms(other.rules, rules));
    made.push({ level, rules, program: known?.program ?? compileRules(rules) });
  }
  return made;
};

/** All flows of a config share the settings: ten thousand terms are compiled once for input and output. */
const programsOf = memoize(({ lists }: BlockedTermsSettings) => compiled(lists));

/** Makes machines that block or mask terms, one for each text, of programs they share. */
export const termGates = (settings: BlockedTermsSettings, action: "block" | "mask"): (() => TextGate) => {
  const options: RuleGateOptions = {
    action: (id) => (id === EXCEPTION ? "pass" : action),
    replacement: settings.maskToken,
  };
  const made = new Map<RuleProgram, () => TextGate>();
  /** One function for levels of one program, by which a text is read once for both. */
  const gatesOf = (program: RuleProgram): (() => TextGate) => {
    const create = made.get(program) ?? ((): TextGate => new RuleGate(program, options));
    made.set(program, create);
    return create;
  };
  const levels = Object.fromEntries(programsOf(settings).map(({ level, program }) => [level, gatesOf(program)]));
  return () => gateByLevel(levels);
};
