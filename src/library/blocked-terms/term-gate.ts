import { memoize } from "../../memoize.ts";
import { folded, gateByLevel, type NormalizationLevel, squashed } from "../../text/normalize/normalization-level.ts";
import { compileRules, type RuleProgram } from "../../text/patterns/compile-rules.ts";
import { RuleGate, type RuleGateOptions } from "../../text/patterns/rule-gate.ts";
import type { TermsRule } from "../../text/patterns/rule.ts";
import type { TextGate } from "../../text/text-gate.ts";
import { withAffixes } from "./affixes.ts";
import type { BlockedTermsSettings, TermList } from "./settings.ts";

/** Characters. Shorter squashed terms would match too many words. */
const MIN_SQUASHED = 5;

/**
 * The levels at which a list is matched. Normalization can also hide a term, so less normalized text is matched, too.
 */
const READ_AT: Readonly<Record<NormalizationLevel, readonly NormalizationLevel[]>> = {
  exact: ["exact"],
  fold: ["exact", "fold"],
  squash: ["exact", "fold", "squash"],
  decode: ["exact", "fold", "decode"],
};
const LEVELS: readonly NormalizationLevel[] = ["exact", "fold", "squash", "decode"];

const LETTER = /[\p{L}\p{N}]/u;
/** Characters that are a letter when squashed. */
const SQUASHED_LETTERS = /[\p{L}\p{N}@$]/gu;

/** A term normalized at a level, in each form that it has there; none if too little is left. */
const termAt = (term: string, level: NormalizationLevel): readonly string[] => {
  if (level === "exact") return [term];
  const read = folded(term);
  if (level !== "squash") return LETTER.test(read) ? [read] : [];
  if ((read.match(SQUASHED_LETTERS)?.length ?? 0) < MIN_SQUASHED) return [];
  // Of `n i g h t o w l` nobody knows where its words end.
  return [...new Set([squashed(read), squashed(read.replaceAll(/\s/g, ""))])];
};

/** The rule id of exceptions, which no list can have as its name. */
const EXCEPTION = "\u0000exception";

const rulesOf = (
  list: TermList,
  id: string,
  texts: readonly string[],
  level: NormalizationLevel,
): readonly TermsRule[] => {
  const rule: TermsRule = {
    id,
    terms: texts.flatMap((text) => termAt(text, level)),
    ignoreCase: !list.caseSensitive && level !== "squash",
    wholeWords: list.wholeWords,
    isLoose: list.level !== "exact",
  };
  if (rule.terms.length === 0) return [];
  return list.wholeWords && rule.isLoose === true ? withAffixes(rule) : [rule];
};

/** The rules of a level: the terms of its lists, and the exceptions of all lists, which apply to every term. */
const rulesAt = (lists: readonly TermList[], level: NormalizationLevel): readonly TermsRule[] => {
  const terms = lists
    .filter((list) => READ_AT[list.level].includes(level))
    .flatMap((list) => rulesOf(list, list.name, list.terms, level));
  if (terms.length === 0) return [];
  return [...lists.flatMap((list) => rulesOf(list, EXCEPTION, list.exceptions, level)), ...terms];
};

/** The compiled rules of some levels. */
interface LevelProgram {
  readonly level: NormalizationLevel;
  readonly rules: readonly TermsRule[];
  readonly program: RuleProgram;
}

const OPTIONS = ["id", "ignoreCase", "wholeWords", "isLoose", "context"] as const;

const haveSameTerms = (some: readonly TermsRule[], others: readonly TermsRule[]): boolean =>
  some.length === others.length &&
  some.every((rule, number) => {
    const other = others[number] as TermsRule;
    return (
      OPTIONS.every((option) => rule[option] === other[option]) &&
      rule.terms.length === other.terms.length &&
      rule.terms.every((term, at) => term === other.terms[at])
    );
  });

/** Compiles one program for all levels with equal terms; most terms are equal at the first two. */
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

/** Compiled once per settings object, which all flows of a config share. */
const programsOf = memoize(({ lists }: BlockedTermsSettings) => compiled(lists));

/** Returns a factory of gates that block or mask terms. All gates share the compiled programs. */
export const termGates = (settings: BlockedTermsSettings, action: "block" | "mask"): (() => TextGate) => {
  const options: RuleGateOptions = {
    action: (id) => (id === EXCEPTION ? "pass" : action),
    replacement: settings.maskToken,
  };
  const made = new Map<RuleProgram, () => TextGate>();
  /** One factory per program, which reads a text once for all its levels. */
  const gatesOf = (program: RuleProgram): (() => TextGate) => {
    const create = made.get(program) ?? ((): TextGate => new RuleGate(program, options));
    made.set(program, create);
    return create;
  };
  const levels = Object.fromEntries(programsOf(settings).map(({ level, program }) => [level, gatesOf(program)]));
  return () => gateByLevel(levels);
};
