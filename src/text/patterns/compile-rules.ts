import { afterLineBreak, ESCAPE, splitStart, type Start } from "./escape-boundaries.ts";
import { readPattern, withShortestStart } from "./pattern-program.ts";
import { OP, SIGNAL } from "./program/instructions.ts";
import { ProgramBuilder } from "./program/program-builder.ts";
import { ProgramCode } from "./program/program-code.ts";
import { TermTrie } from "./program/term-trie.ts";
import { BEFORE_LENGTH, type Rule, type TermsRule } from "./rule.ts";
import { CacheBudget } from "./search/cache-budget.ts";
import { LazyDfa } from "./search/lazy-dfa.ts";
import { negated, range, union } from "./syntax/char-set.ts";
import type { PatternNode, Neighbour } from "./syntax/pattern-node.ts";
import type { SyntaxOptions } from "./syntax/pattern-syntax.ts";

/** Rules compiled into one program, for any number of streams. */
export interface RuleProgram {
  /** By their index in a match. */
  readonly rules: readonly Rule[];
  readonly hasChecks: boolean;
  /** As in a pattern program. */
  readonly cost: number;
  readonly dfa: LazyDfa;
  /** The automaton of contexts, if there are any. */
  readonly contexts?: LazyDfa;
  readonly nearLength: number;
}

export interface RulesOptions {
  /** How far after a word of `near` a value may start, in code units. At most the default, 128. */
  readonly nearLength?: number;
}

/** For both automata. */
const MAX_BYTES = 2_560 * 1_024;

/** Compiles the assertions at the start of a pattern separately from the rest. */
const startOf = (builder: ProgramBuilder, node: PatternNode, compile: (rest: PatternNode) => number): Start => {
  const { assertions, rest } = splitStart(node);
  const next = compile(rest);
  const left = afterLineBreak(assertions);
  const hasNoAssertions = assertions.type === "concat" && assertions.items.length === 0;
  return {
    anywhere: builder.into(assertions, next),
    afterEscape: left === undefined || hasNoAssertions ? [] : [builder.into(left, next)],
  };
};

const termsOf = (builder: ProgramBuilder, rule: TermsRule, number: number): Start => {
  const { terms, ignoreCase = false, wholeWords = false, isLoose = false } = rule;
  builder.begin(number);
  const match = builder.matchOf(number, rule.followedBy);
  return new TermTrie(builder, match, { ignoreCase, wholeWords, isLoose }).compile(terms);
};

const valueOf = (builder: ProgramBuilder, rule: Rule, number: number, syntax: SyntaxOptions): Start =>
  "terms" in rule
    ? termsOf(builder, rule, number)
    : startOf(builder, readPattern(rule.pattern, syntax), (rest) => builder.pattern(rest, number, rule.followedBy));

const NO_LETTER: Neighbour = { set: negated(union([range(65, 90), range(97, 122)])), orNone: true };
const NO_SMALL_LETTER: Neighbour = { set: negated(range(97, 122)), orNone: true };

/** Compiles what marks a position as near: the words of all rules in one trie, and their patterns. */
const alertsOf = (builder: ProgramBuilder, rules: readonly Rule[], syntax: SyntaxOptions): readonly Start[] => {
  builder.begin(rules.length);
  const alert = builder.add(OP.signal, SIGNAL.near, 0);
  const words = rules.flatMap(({ near = [] }) => near);
  const patterns = rules.flatMap(({ nearPattern }) => (nearPattern === undefined ? [] : [nearPattern]));
  const ends = rules.flatMap(({ nearEnd }) => (nearEnd === undefined ? [] : [nearEnd]));
  const far = builder.add(OP.signal, SIGNAL.far, 0);
  const into = (pattern: string, signal: number): Start =>
    startOf(builder, readPattern(pattern, syntax), (rest) => builder.into(rest, signal));
  const starts = [...patterns.map((pattern) => into(pattern, alert)), ...ends.map((end) => into(end, far))];
  if (words.length === 0) return starts;
  const end = builder.assert({ type: "lookahead", neighbour: NO_SMALL_LETTER }, alert);
  const { anywhere } = new TermTrie(builder, end, { ignoreCase: true, wholeWords: false, isLoose: false }).compile(
    words,
  );
  const start = builder.assert({ type: "lookbehind", neighbour: NO_LETTER }, anywhere);
  return [{ anywhere: start, afterEscape: [anywhere] }, ...starts];
};

/** The addresses at which a program starts to match. */
interface Roots {
  readonly patterns: number[];
  readonly contexts: number[];
  readonly near: number[];
}

const rootsOf = (builder: ProgramBuilder, rules: readonly Rule[]): Roots => {
  const known = new Map<string, PatternNode>();
  const roots: Roots = { patterns: [], contexts: [], near: [] };
  const afterEscape: number[] = [];
  const addContext = (start: Start): void => {
    roots.contexts.push(start.anywhere);
    afterEscape.push(...start.afterEscape);
  };
  for (const [number, rule] of rules.entries()) {
    const syntax: SyntaxOptions = { ignoreCase: rule.ignoreCase === true, known, largeBounds: "drop" };
    const value = valueOf(builder, rule, number, syntax);
    if (rule.context !== undefined) {
      const node = withShortestStart(readPattern(rule.context, syntax));
      addContext(startOf(builder, node, (rest) => builder.context(rest, value.anywhere)));
      continue;
    }
    const isNear = rule.near !== undefined || rule.nearPattern !== undefined;
    (isNear ? roots.near : roots.patterns).push(value.anywhere);
    afterEscape.push(...value.afterEscape.map((start) => builder.add(OP.value, 0, start)));
  }
  const plain = { ignoreCase: false, known };
  if (roots.near.length > 0) alertsOf(builder, rules, plain).forEach(addContext);
  if (afterEscape.length > 0) {
    roots.contexts.push(builder.into(readPattern(ESCAPE, plain), builder.split(afterEscape)));
  }
  return roots;
};

/**
 * Compiles rules into one program, which reads a text once for all of them. Throws a {@link PatternError} for a pattern
 * that cannot be used.
 *
 * Of several matches the one that starts first is found, then the longest, then the one of the first rule. The search
 * continues after it. A pattern, context or term that looks at the character before it treats an escape such as `\n` as
 * a line break, not as a letter.
 *
 * @example
 * const program = compileRules([
 *   { id: "CREDIT_CARD", pattern: String.raw`(?<![\w.-])(?:\d[ -]?){11,18}\d(?![\w-])`, check: isCard },
 *   { id: "password", context: String.raw`(?i)password\s*[:=]\s*`, pattern: String.raw`\S{8,64}`, check: isRandom },
 *   { id: "codename", terms: ["Blue Heron", "Night Owl"], ignoreCase: true, wholeWords: true },
 * ]);
 * const gate = new RuleGate(program, { action: "mask" }); // one for each text
 */
export const compileRules = (
  rules: readonly Rule[],
  { nearLength = BEFORE_LENGTH }: RulesOptions = {},
): RuleProgram => {
  const builder = new ProgramBuilder();
  const roots = rootsOf(builder, rules);
  const termRules = rules.flatMap((rule, number) => ("terms" in rule ? [number] : []));
  const code = new ProgramCode(builder, roots, new Set(termRules));
  const hasChecks = rules.some(({ check }) => check !== undefined);
  const facts = { rules, hasChecks, cost: code.op.length, nearLength };
  if (roots.contexts.length === 0) return { ...facts, dfa: new LazyDfa(code) };
  // Two automata, since a combined one would need a state for every pair of their states.
  const budget = new CacheBudget(MAX_BYTES);
  const dfa = new LazyDfa(code, { budget });
  return { ...facts, dfa, contexts: new LazyDfa(code, { reads: "contexts", budget }) };
};
