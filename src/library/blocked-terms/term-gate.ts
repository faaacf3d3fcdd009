import { folded, gateByLevel, type ReadingLevel, squashed } from "../../text/normal/reading-level.ts";
import { RuleGate } from "../../text/patterns/rule-gate.ts";
import { compileRules, type RuleProgram, type TermsRule } from "../../text/patterns/rules.ts";
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

const ruleAt = ({ name, terms, caseSensitive, wholeWords }: TermList, level: ReadingLevel): TermsRule => ({
  id: name,
  terms: terms.flatMap((term) => termAt(term, level)),
  ignoreCase: !caseSensitive && level !== "squash",
  wholeWords,
});

const programAt = (lists: readonly TermList[], level: ReadingLevel): RuleProgram | undefined => {
  const rules = lists.filter((one) => READ_AT[one.level].includes(level)).map((one) => ruleAt(one, level));
  const used = rules.filter(({ terms }) => terms.length > 0);
  return used.length === 0 ? undefined : compileRules(used);
};

/** Makes machines that block or mask terms, one for each text, of programs they share. */
export const termGates = ({ lists, maskToken }: BlockedTermsSettings, action: "block" | "mask"): (() => TextGate) => {
  const options = { action, replacement: maskToken } as const;
  const levels = LEVELS.flatMap((level) => {
    const program = programAt(lists, level);
    return program === undefined ? [] : [[level, () => new RuleGate(program, options)] as const];
  });
  return () => gateByLevel(Object.fromEntries(levels));
};
