import { ProgramBuilder } from "./program/program-builder.ts";
import { ProgramCode } from "./program/program-code.ts";
import { LazyDfa } from "./search/lazy-dfa.ts";
import { PatternError } from "./syntax/pattern-error.ts";
import { isNullable, type PatternNode } from "./syntax/pattern-node.ts";
import { parsePattern, type SyntaxOptions } from "./syntax/pattern-syntax.ts";

/** A larger pattern would let a hostile text cost too much. */
const MAX_INSTRUCTIONS_EACH = 5_000;

/**
 * Patterns compiled into one program, which reads a text once for all of them. Any number of streams may share it: its
 * cache is bounded and changes no result.
 */
export interface PatternProgram {
  /** The patterns as written, by their index in a match. */
  readonly sources: readonly string[];
  /**
   * The most instructions that one character may cost, in a text where the cache does not help. An instruction takes a
   * few nanoseconds.
   */
  readonly cost: number;
  readonly dfa: LazyDfa;
  /** The automaton of contexts, if there are any. */
  readonly contexts?: LazyDfa;
}

/** How patterns are compiled. */
export interface PatternOptions {
  readonly ignoreCase?: boolean;
  /**
   * Whether only the end of a match matters, not its start. Leading repetitions are then shortened to their minimum.
   * Default false.
   */
  readonly searchOnly?: boolean;
}

/** Parses a pattern. Throws a {@link PatternError} if it matches the empty text. */
export const readPattern = (source: string, options: SyntaxOptions): PatternNode => {
  const node = parsePattern(source, options);
  if (isNullable(node)) throw new PatternError(`Cannot use pattern: '${source}' matches the empty text`, 0);
  return node;
};

/**
 * Compiles patterns into one program. Throws a {@link PatternError} for a pattern that cannot be parsed, cannot be
 * matched in linear time, is too large, or matches the empty text.
 *
 * @example
 * const keys = compilePatterns(["sk-[A-Za-z0-9]{20,}", "AKIA[0-9A-Z]{16}"]);
 */
export const compilePatterns = (sources: readonly string[], options: PatternOptions = {}): PatternProgram => {
  const { ignoreCase = false, searchOnly = false } = options;
  const builder = new ProgramBuilder(MAX_INSTRUCTIONS_EACH);
  const known = new Map<string, PatternNode>();
  const patterns = sources.map((source, pattern) => {
    const node = readPattern(source, { ignoreCase, known });
    return builder.pattern(searchOnly ? withShortestStart(node) : node, pattern);
  });
  const code = new ProgramCode(builder, { patterns, contexts: [], near: [] });
  return { sources, cost: code.op.length, dfa: new LazyDfa(code) };
};

/** A pattern with the same match ends, whose matches start as late as possible: `x{2,9}y` becomes `x{2}y`. */
export const withShortestStart = (node: PatternNode): PatternNode => {
  if (node.type !== "concat") return node;
  const [first, ...rest] = node.items;
  const tail: PatternNode = { type: "concat", items: rest };
  if (first?.type === "concat") return withShortestStart({ type: "concat", items: [...first.items, ...rest] });
  if (first?.type !== "repeat" || first.item.type !== "set" || isNullable(tail)) return node;
  if (first.min === 0) return withShortestStart(tail);
  return { type: "concat", items: [{ ...first, max: first.min }, ...rest] };
};
