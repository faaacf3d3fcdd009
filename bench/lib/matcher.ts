import { compileRules } from "../../src/text/patterns/compile-rules.ts";
import { RuleGate } from "../../src/text/patterns/rule-gate.ts";
import type { Rule } from "../../src/text/patterns/rule.ts";
import { bytesPerStream, costOf, nanoseconds } from "./cpu-cost.ts";
import { ALPHANUMERIC, type Dice, dice, LOWER, many, pick, prose, terms } from "./made-text.ts";

/*
 * The cost of matching: the same rules over generated texts, in deltas of four characters, in CPU time of this process.
 * Cold: the first pass of a new program. Warm: the best of several more. Fresh: a pass over another text of the same kind.
 */

const TEN: readonly Rule[] = [
  ["EMAIL", String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}`],
  ["SSN", String.raw`(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)`],
  ["CARD", String.raw`(?<![\w.-])(?:\d[ -]?){12,18}\d(?![\w-])`],
  ["PHONE", String.raw`\+\d{1,3}[ -]?\d{2,4}(?:[ -]?\d{2,4}){2,3}`],
  ["IP", String.raw`(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])`],
  ["SK", "sk-[A-Za-z0-9]{20,64}"],
  ["AWS", String.raw`\bAKIA[0-9A-Z]{16}\b`],
  ["GITHUB", "gh[pousr]_[A-Za-z0-9]{36}"],
  ["JWT", String.raw`eyJ[\w-]{8,800}\.eyJ[\w-]{8,800}\.[\w-]{8,200}`],
  ["PEM", "-----BEGIN [A-Z ]{3,30}-----"],
].map(([id, pattern]) => ({ id: id as string, pattern: pattern as string }));

const prefixes = (roll: Dice): readonly string[] =>
  Array.from({ length: 200 }, () => many(roll, 2 + roll(4), LOWER + "0123456789") + pick(roll, ["_", "-", ".", ""]));

/** Token formats: a prefix, then a number of characters of an alphabet. */
const FORMATS: readonly Rule[] = prefixes(dice(7)).map((prefix, index): Rule => {
  const value = pick(dice(index + 1), ["[0-9a-f]{32}", "[0-9A-Za-z]{24,48}", "[A-Z2-7]{26}", "[0-9A-Za-z_-]{40}"]);
  if (index % 10 === 9) {
    return { id: `F${index}`, context: `(?i)${prefix}[a-z]{0,8}\\s{0,4}[:=]\\s{0,4}`, pattern: "[0-9A-Za-z_-]{20,64}" };
  }
  return { id: `F${index}`, pattern: `(?<![0-9A-Za-z])${prefix.replace(".", "\\.")}${value}(?![0-9A-Za-z_])` };
});

/** Texts that start like a token, but are one character too short or too long. */
const nearMisses = (length: number): string => {
  const [roll, starts] = [dice(11), prefixes(dice(7))];
  const parts: string[] = [];
  for (let size = 0; size < length; size += (parts.at(-1) as string).length) {
    parts.push(
      pick(roll, starts) +
        many(roll, pick(roll, [19, 23, 25, 31, 33, 39, 49]), ALPHANUMERIC) +
        pick(roll, [" ", "_", "!"]),
    );
  }
  return parts.join("").slice(0, length);
};

export interface MatcherRow {
  readonly name: string;
  readonly build: number;
  readonly cold: number;
  readonly warm: number;
  readonly fresh: number;
  /** The cost per character of a text ten times as long, relative to the text. */
  readonly ratio: number;
  readonly table: number;
  readonly stream: number;
}

const SIZE = 100_000;

const measured = (name: string, rules: readonly Rule[], text: string, other: string, longer: string): MatcherRow => {
  const build = Math.min(...Array.from({ length: 5 }, () => nanoseconds(() => compileRules(rules)) / 1e6));
  const program = compileRules(rules);
  const create = (): readonly RuleGate[] => [new RuleGate(program, { action: "mask" })];
  const cold = costOf(create, text);
  const warm = costOf(create, text, 10);
  const fresh = costOf(create, other);
  const table = program.dfa.bytes + (program.contexts?.bytes ?? 0);
  const ratio = costOf(create, longer, 3) / costOf(create, text, 3);
  return { name, build, cold, warm, fresh, ratio, table, stream: bytesPerStream(create) };
};

/** A rule that never starts to match, which measures the cost of deltas and holding back alone. */
const NOTHING: readonly Rule[] = [{ id: "NONE", pattern: "\u0001\u0002" }];

export const matcherRows = (): readonly MatcherRow[] => {
  const [text, other, longer] = [prose(1, SIZE), prose(2, SIZE), prose(3, 10 * SIZE)];
  const everything = [...TEN, ...FORMATS, ...terms(10_000)];
  return [
    measured("no rule to speak of", NOTHING, text, other, longer),
    measured("10 formats", TEN, text, other, longer),
    measured("200 formats", FORMATS, text, other, longer),
    measured("10,000 terms, any case, whole words", terms(10_000), text, other, longer),
    measured("all of these", everything, text, other, longer),
    measured("200 formats, near misses only", FORMATS, nearMisses(SIZE), nearMisses(SIZE / 2), nearMisses(10 * SIZE)),
  ];
};
