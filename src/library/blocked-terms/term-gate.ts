import { folded, gateByLevel, type ReadingLevel, squashed } from "../../text/normal/reading-level.ts";
import { RuleGate, type RuleGateOptions } from "../../text/patterns/rule-gate.ts";
import { compileRules, type TermsRule } from "../../text/patterns/rules.ts";
import type { TextGate } from "../../text/text-gate.ts";
import type { BlockedTermsSettings, TermList } from "./settings.ts";

/** What is shorter, too many words become when they are squashed. */
const MIN_SQUASHED = 5;

/** What hides a term at one level shows it at another, so each level is read beside those before it. */
const READ_AT: Readonly<Record<ReadingLevel, readonly ReadingLevel[]>> = {
  exact: ["exact"],
  fold: ["exact", "fold"],
  squash: ["exact", "fold", "squash"],
  decode: ["exact", "fold", "decode"],
};
const LEVELS: readonly ReadingLevel[] = ["exact", "fold", "squash", "decode"];

const letters = (text: string): number => Array.from(text.replaceAll(/[^\p{L}\p{N}]/gu, "")).length;

/** A term as a level reads it; nothing, where it says too little there. */
const termAt = (term: string, level: ReadingLevel): readonly string[] => {
  if (level === "exact") return [term];
  const read = level === "squash" ? squashed(term) : folded(term);
  return letters(read) === 0 || (level === "squash" && letters(read) < MIN_SQUASHED) ? [] : [read];
};

/** What exceptions are found as: no name that a list has. */
const EXCEPTION = "\u0000exception";

const rulesOf = (list: TermList, level: ReadingLevel): readonly TermsRule[] => {
  const { name, terms, exceptions, caseSensitive, wholeWords } = list;
  const ruleOf = (id: string, texts: readonly string[]): TermsRule => ({
    id,
    terms: texts.flatMap((text) => termAt(text, level)),
    ignoreCase: !caseSensitive && level !== "squash",
    wholeWords,
  });
  return [ruleOf(EXCEPTION, exceptions), ruleOf(name, terms)];
};

const rulesAt = (lists: readonly TermList[], level: ReadingLevel): readonly TermsRule[] =>
  lists
    .filter((one) => READ_AT[one.level].includes(level))
    .flatMap((one) => rulesOf(one, level))
    .filter(({ terms }) => terms.length > 0);

/** Makes machines that block or mask terms, one for each text, of programs they share. */
export const termGates = ({ lists, maskToken }: BlockedTermsSettings, action: "block" | "mask"): (() => TextGate) => {
  const options: RuleGateOptions = {
    action: (id) => (id === EXCEPTION ? "pass" : action),
    replacement: maskToken,
  };
  const made = new Map<string, () => TextGate>();
  /** One program, and one function, for levels at which the terms are the same: most are for the first two. */
  const gatesOf = (rules: readonly TermsRule[]): (() => TextGate) => {
    const key = JSON.stringify(rules);
    const known = made.get(key);
    if (known !== undefined) return known;
    const program = compileRules(rules);
    const create = (): TextGate => new RuleGate(program, options);
    made.set(key, create);
    return create;
  };
  const levels = LEVELS.flatMap((level) => {
    const rules = rulesAt(lists, level);
    return rules.length === 0 ? [] : [[level, gatesOf(rules)] as const];
  });
  return () => gateByLevel(Object.fromEntries(levels));
};
