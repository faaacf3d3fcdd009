import { negated, range, union } from "./syntax/char-set.ts";
import { OP, SIGNAL } from "./program/instructions.ts";
import { LazyDfa } from "./search/lazy-dfa.ts";
import type { PatternNode, Side } from "./syntax/pattern-node.ts";
import type { SyntaxOptions } from "./syntax/pattern-syntax.ts";
import { askedBehindBreak, ESCAPE, parsedStart, type Start } from "./escape-borders.ts";
import { readPattern, withShortestStart } from "./pattern-program.ts";
import { ProgramBuilder } from "./program/program-builder.ts";
import { ProgramCode } from "./program/program-code.ts";
import { NEAR_LENGTH } from "./search/near-words.ts";
import { TermTrie } from "./program/term-trie.ts";

interface RuleBase {
  /** What is found, as a name: the label of findings. */
  readonly id: string;
  readonly ignoreCase?: boolean;
  /**
   * A pattern that must stand right before the value. It is no part of what is found: it leaves while the value is still held,
   * may be of any length, and costs no holding back.
   */
  readonly context?: string;
  /**
   * Words of which one must end in the {@link BEFORE_LENGTH} before the value, or in less, in any case: part of no longer
   * word, but of a name such as `stripeKey`. It is asked of all rules with words together, so that a value may also begin near a
   * word of another rule, and `check` must decide. Such a rule costs no holding back where no word is near. Not beside
   * `context`.
   */
  readonly near?: readonly string[];
  /** The same as a pattern, for what is more than words. */
  readonly nearPattern?: string;
  /** Behind this words before it do not count any more: the end of a sentence. Of all rules together, as they do. */
  readonly nearEnd?: string;
  /**
   * Whether what was found is meant: a checksum, an entropy, an allow-list. Asked once for each start with the rule's match
   * from there, when nothing can change it any more, together with at most {@link BEFORE_LENGTH} of text before it. What is
   * refused is no match: then the other rules that match from the same start are asked, the longest first, then every later
   * start is searched.
   */
  readonly check?: (value: string, before: string) => boolean;
}

/** A rule that finds a pattern. From a start the match counts that trying its alternatives in order finds first, as in RegExp. */
export interface PatternRule extends RuleBase {
  /**
   * The value. It must not match the empty text. Upper bounds of repetitions above 1000 are not counted: `x{2,5000}` is `x{2,}`
   * here, and only a gate's `maxMatchLength` ends it.
   */
  readonly pattern: string;
  /**
   * Texts of which one must stand right behind the value, in any case and not as the beginning of a longer word: ` office`
   * behind a number. They are no part of what is found, and are not searched themselves. What a check sees does not hold them.
   */
  readonly behind?: readonly string[];
}

/** A rule that finds any of a list of literal texts: any number of them cost a character the same. */
export interface TermsRule extends RuleBase {
  readonly terms: readonly string[];
  /** Whether a term must not be part of a longer word. Default false. */
  readonly wholeWords?: boolean;
}

/** What one kind of value looks like. */
export type Rule = PatternRule | TermsRule;

/** Code units of text before a value in which its words may stand, and which a check sees. */
export const BEFORE_LENGTH: number = NEAR_LENGTH;

/** Rules compiled into one program, for any number of streams. */
export interface RuleProgram {
  /** By their number in a match. */
  readonly rules: readonly Rule[];
  readonly hasChecks: boolean;
  /** As of a pattern program. */
  readonly cost: number;
  readonly dfa: LazyDfa;
  /** What follows contexts, where there are any. */
  readonly contexts?: LazyDfa;
  readonly nearLength: number;
}

export interface RulesOptions {
  /** How far behind a word of `near` a value may begin, in code units; at most the default, {@link BEFORE_LENGTH}. */
  readonly nearLength?: number;
}

/** For each of two automata. Hardly any rules need much of both. */
const MAX_BYTES = 1_280 * 1_024;

/** Compiles what is asked of the place at which something begins, apart from the rest. */
const startOf = (builder: ProgramBuilder, node: PatternNode, compile: (rest: PatternNode) => number): Start => {
  const { asked, rest } = parsedStart(node);
  const next = compile(rest);
  const left = askedBehindBreak(asked);
  const isAskedNothing = asked.type === "concat" && asked.items.length === 0;
  return {
    anywhere: builder.into(asked, next),
    behindEscape: left === undefined || isAskedNothing ? [] : [builder.into(left, next)],
  };
};

const termsOf = (builder: ProgramBuilder, rule: TermsRule, number: number): Start => {
  const { terms, ignoreCase = false, wholeWords = false } = rule;
  builder.begin(number);
  return new TermTrie(builder, builder.add(OP.match, number, 0), { ignoreCase, wholeWords }).compile(terms);
};

const valueOf = (builder: ProgramBuilder, rule: Rule, number: number, syntax: SyntaxOptions): Start =>
  "terms" in rule
    ? termsOf(builder, rule, number)
    : startOf(builder, readPattern(rule.pattern, syntax), (rest) => builder.pattern(rest, number, rule.behind));

const NO_LETTER: Side = { set: negated(union([range(65, 90), range(97, 122)])), orNone: true };
const NO_SMALL_LETTER: Side = { set: negated(range(97, 122)), orNone: true };

/** What tells that something is near which rules wait for: their words in one trie, and their patterns. */
const alertsOf = (builder: ProgramBuilder, rules: readonly Rule[], syntax: SyntaxOptions): readonly Start[] => {
  builder.begin(rules.length);
  const alert = builder.add(OP.signal, SIGNAL.near, 0);
  const words = rules.flatMap(({ near = [] }) => near);
  const patterns = rules.flatMap(({ nearPattern }) => (nearPattern === undefined ? [] : [nearPattern]));
  const ends = rules.flatMap(({ nearEnd }) => (nearEnd === undefined ? [] : [nearEnd]));
  const cease = builder.add(OP.signal, SIGNAL.far, 0);
  const into = (pattern: string, signal: number): Start =>
    startOf(builder, readPattern(pattern, syntax), (rest) => builder.into(rest, signal));
  const behind = [...patterns.map((pattern) => into(pattern, alert)), ...ends.map((end) => into(end, cease))];
  if (words.length === 0) return behind;
  const end = builder.assert({ type: "behind", side: NO_SMALL_LETTER }, alert);
  const { anywhere } = new TermTrie(builder, end, { ignoreCase: true, wholeWords: false }).compile(words);
  const start = builder.assert({ type: "before", side: NO_LETTER }, anywhere);
  return [{ anywhere: start, behindEscape: [anywhere] }, ...behind];
};

/** Where the matching of a program begins. */
interface Roots {
  readonly patterns: number[];
  readonly contexts: number[];
  readonly near: number[];
}

const rootsOf = (builder: ProgramBuilder, rules: readonly Rule[]): Roots => {
  const known = new Map<string, PatternNode>();
  const roots: Roots = { patterns: [], contexts: [], near: [] };
  const behindEscape: number[] = [];
  const addContext = (start: Start): void => {
    roots.contexts.push(start.anywhere);
    behindEscape.push(...start.behindEscape);
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
    behindEscape.push(...value.behindEscape.map((start) => builder.add(OP.value, 0, start)));
  }
  const plain = { ignoreCase: false, known };
  if (roots.near.length > 0) alertsOf(builder, rules, plain).forEach(addContext);
  if (behindEscape.length > 0) {
    roots.contexts.push(builder.into(readPattern(ESCAPE, plain), builder.split(behindEscape)));
  }
  return roots;
};

/**
 * Compiles rules into one program; a text is read once for all of them. Throws a {@link PatternError} for a pattern that
 * cannot be used.
 *
 * Of several matches the one that starts first is found, then the longest, then the one of the first rule; the next one is
 * searched behind it. What a pattern, a context or a term asks of the character before it, the letters of an escape such as
 * `\n` do not keep it from: behind one it begins as behind a line break.
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
  // Apart from each other, since together they would need a state for every pair of their states.
  const dfa = new LazyDfa(code, { maxBytes: MAX_BYTES });
  return { ...facts, dfa, contexts: new LazyDfa(code, { reads: "contexts", maxBytes: MAX_BYTES }) };
};
