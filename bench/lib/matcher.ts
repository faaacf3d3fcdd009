import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RuleGate } from "../../src/text/patterns/rule-gate.ts";
import { compileRules, type Rule, type RuleProgram } from "../../src/text/patterns/rules.ts";

/*
 * What matching costs: the same rules over made texts, in deltas of four characters, by the process's own CPU time. Cold is
 * the first pass of a new program, warm the best of several more, fresh one over another text of the same kind.
 */

/** Numbers that are the same for the same seed. */
const dice = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
};

type Dice = ReturnType<typeof dice>;

const pick = <T>(roll: Dice, items: readonly T[]): T => items[roll(items.length)] as T;
const many = (roll: Dice, length: number, alphabet: string): string =>
  Array.from({ length }, () => alphabet[roll(alphabet.length)]).join("");

const SYLLABLES =
  "ba re sto lin ka mor ti en ur pel qua sin dro ve ash ion er al ta ne so mi ker un de con pro ing ly".split(" ");
const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";

const word = (roll: Dice, syllables: number): string =>
  Array.from({ length: 1 + roll(syllables) }, () => pick(roll, SYLLABLES)).join("");

/** Words of which few are common and many are rare, some numbers, addresses and code. */
const prose = (seed: number, length: number): string => {
  const vocabulary = Array.from(
    { length: 4_000 },
    (
      (roll) => () =>
        word(roll, 4)
    )(dice(99)),
  );
  const roll = dice(seed);
  const parts: string[] = [];
  for (let size = 0; size < length; size += (parts.at(-1) as string).length) {
    const kind = roll(40);
    const rank = Math.floor(4_000 ** (roll(10_000) / 10_000)) - 1;
    if (kind === 0) parts.push(`${roll(100_000)}, `);
    else if (kind === 1) parts.push(`https://${word(roll, 3)}.org/${word(roll, 3)}?${word(roll, 1)}=${roll(999)}\n`);
    else if (kind === 2) parts.push(`const ${word(roll, 2)} = ${word(roll, 2)}(${roll(10)}); `);
    else parts.push((vocabulary[rank] as string) + pick(roll, [" ", " ", " ", " ", ", ", ". "]));
  }
  return parts.join("").slice(0, length);
};

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

/** As providers make their tokens: a beginning of their own, then so many characters of some kind. */
const FORMATS: readonly Rule[] = prefixes(dice(7)).map((prefix, index): Rule => {
  const value = pick(dice(index + 1), ["[0-9a-f]{32}", "[0-9A-Za-z]{24,48}", "[A-Z2-7]{26}", "[0-9A-Za-z_-]{40}"]);
  if (index % 10 === 9) {
    return { id: `F${index}`, context: `(?i)${prefix}[a-z]{0,8}\\s{0,4}[:=]\\s{0,4}`, pattern: "[0-9A-Za-z_-]{20,64}" };
  }
  return { id: `F${index}`, pattern: `(?<![0-9A-Za-z])${prefix.replace(".", "\\.")}${value}(?![0-9A-Za-z_])` };
});

const terms = (count: number): readonly Rule[] => {
  const roll = dice(5);
  const words = Array.from({ length: count }, () => word(roll, 3) + many(roll, 2 + roll(4), LOWER));
  return [{ id: "TERM", terms: words, ignoreCase: true, wholeWords: true }];
};

/** What begins like a token and is one character too short, or has one too many. */
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

const nanoseconds = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1_000;
};

const DELTA = 4;

const passOver = (program: RuleProgram, text: string): void => {
  const gate = new RuleGate(program, { action: "mask" });
  for (let at = 0; at < text.length; at += DELTA) gate.feed(text.slice(at, at + DELTA));
  gate.end();
};

const costOf = (program: RuleProgram, text: string, passes = 1): number =>
  Math.min(...Array.from({ length: passes }, () => nanoseconds(() => passOver(program, text)) / text.length));

/** Bytes of heap that a stream holds in the midst of a text. */
const bytesPerStream = (program: RuleProgram): number => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const count = 5_000;
  const open = (): RuleGate => {
    const gate = new RuleGate(program);
    gate.feed("some ordinary text and the begin");
    return gate;
  };
  open();
  collect();
  const before = process.memoryUsage().heapUsed;
  const gates = Array.from({ length: count }, open);
  collect();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  return gates.length === count ? bytes : 0;
};

export interface MatcherRow {
  readonly name: string;
  readonly build: number;
  readonly cold: number;
  readonly warm: number;
  readonly fresh: number;
  /** Cost a character of a text ten times as long, as a multiple. */
  readonly ratio: number;
  readonly table: number;
  readonly stream: number;
}

const SIZE = 100_000;

const measured = (name: string, rules: readonly Rule[], text: string, other: string, longer: string): MatcherRow => {
  const build = Math.min(...Array.from({ length: 5 }, () => nanoseconds(() => compileRules(rules)) / 1e6));
  const program = compileRules(rules);
  const cold = costOf(program, text);
  const warm = costOf(program, text, 10);
  const fresh = costOf(program, other);
  const table = program.dfa.bytes + (program.contexts?.bytes ?? 0);
  const ratio = costOf(program, longer, 3) / costOf(program, text, 3);
  return { name, build, cold, warm, fresh, ratio, table, stream: bytesPerStream(program) };
};

/** A gate that looks for one character that never comes: what deltas and holding back cost without any matching. */
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
