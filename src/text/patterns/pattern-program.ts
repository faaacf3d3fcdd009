import { LazyDfa } from "./search/lazy-dfa.ts";
import { PatternError } from "./syntax/pattern-error.ts";
import { isNullable, type PatternNode } from "./syntax/pattern-node.ts";
import { parsePattern, type SyntaxOptions } from "./syntax/pattern-syntax.ts";
import { ProgramBuilder } from "./program/program-builder.ts";
import { ProgramCode } from "./program/program-code.ts";

/** A pattern that is larger may cost a hostile text more than a stream should. */
const MAX_INSTRUCTIONS_EACH = 5_000;

/**
 * Patterns compiled into one program that is run over a text once. It may be shared by any number of streams: what it
 * remembers is bounded and changes no result.
 */
export interface PatternProgram {
  /** The patterns as written, by their number in a match. */
  readonly sources: readonly string[];
  /**
   * How many instructions a character may cost at worst, in a text where nothing that was learnt of earlier characters
   * helps: some nanoseconds each.
   */
  readonly cost: number;
  readonly dfa: LazyDfa;
  /** What follows contexts, where there are any. */
  readonly contexts?: LazyDfa;
}

/** How patterns are compiled. */
export interface PatternOptions {
  readonly ignoreCase?: boolean;
  /**
   * Whether only "does it match" is asked, and where a match ends, but not where it begins: what a pattern may begin with
   * any number of times is then read no more often than it must. Default false.
   */
  readonly searchOnly?: boolean;
}

/** A pattern as it is compiled. */
export const readPattern = (source: string, options: SyntaxOptions): PatternNode => {
  const node = parsePattern(source, options);
  if (isNullable(node)) throw new PatternError(`Cannot use pattern: '${source}' matches the empty text`, 0);
  return node;
};

/**
 * Compiles patterns into one program that is run over a text once. Throws a {@link PatternError} for a pattern that cannot
 * be read, cannot be matched in linear time, is too large, or matches the empty text.
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

/** The same ends of matches, from the last place where each may begin: `x{2,9}y` as `x{2}y`. */
export const withShortestStart = (node: PatternNode): PatternNode => {
  if (node.type !== "concat") return node;
  const [first, ...rest] = node.items;
  const behind: PatternNode = { type: "concat", items: rest };
  if (first?.type === "concat") return withShortestStart({ type: "concat", items: [...first.items, ...rest] });
  if (first?.type !== "repeat" || first.item.type !== "set" || isNullable(behind)) return node;
  if (first.min === 0) return withShortestStart(behind);
  return { type: "concat", items: [{ ...first, max: first.min }, ...rest] };
};
