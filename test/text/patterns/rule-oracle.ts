import { compileRules } from "../../../src/text/patterns/compile-rules.ts";
import { RuleGate, type RuleGateOptions } from "../../../src/text/patterns/rule-gate.ts";
import { type Rule } from "../../../src/text/patterns/rule.ts";
import { type Gated, gated } from "../../support/gates.ts";
import { Dice, type PatternShape, randomPattern } from "./random-patterns.ts";

export const apply = (rules: readonly Rule[], pieces: readonly string[], options: RuleGateOptions = {}): Gated =>
  gated(new RuleGate(compileRules(rules), { action: "mask", ...options }), pieces);

export interface RandomRule {
  readonly id: string;
  readonly pattern: string;
  readonly context?: string;
  readonly check?: (value: string) => boolean;
}

const SHAPE: PatternShape = {
  atoms: ["a", "b", "a", "b", "c", "[ab]", "[^a]", ".", "😀"],
  assertions: [String.raw`\b`, "^", "$", "(?<!a)", "(?=b|$)"],
  depth: 1,
};

const places = (text: string): readonly number[] => {
  const result = [0];
  for (const char of text) result.push((result.at(-1) as number) + char.length);
  return result;
};

/** The end of a rule's match from a position, by RegExp. */
const endOf = ({ context = "", pattern }: RandomRule, text: string, start: number, max: number): number => {
  const reach = places(text).filter((place) => place <= start + max).length - 1;
  const sticky = new RegExp(`(?<=${context})(?:${pattern})(?<=(?<![^])[^]{0,${reach}})`, "yu");
  sticky.lastIndex = start;
  return start + (sticky.exec(text)?.[0].length ?? -1);
};

export const maskedByOracle = (rules: readonly RandomRule[], text: string, max = Infinity): string => {
  let [masked, from] = ["", 0];
  for (const start of places(text)) {
    if (start < from) continue;
    const found = rules
      .map((rule) => ({ rule, end: endOf(rule, text, start, max) }))
      .filter(({ rule, end }) => end > start && rule.check?.(text.slice(start, end)) !== false)
      .sort((a, b) => b.end - a.end)[0];
    if (found === undefined) continue;
    masked += `${text.slice(from, start)}<${found.rule.id}>`;
    from = found.end;
  }
  return masked + text.slice(from);
};

export const randomRule = (dice: Dice, id: string): RandomRule => {
  const pattern = randomPattern(dice, SHAPE);
  const context = dice.roll(3) === 0 ? { context: randomPattern(dice, { ...SHAPE, depth: 0 }) } : {};
  const remainder = dice.roll(3);
  const check =
    dice.roll(2) === 0
      ? { check: (value: string) => (value.length + (value.codePointAt(0) ?? 0)) % 3 !== remainder }
      : {};
  return { id, pattern, ...context, ...check };
};
