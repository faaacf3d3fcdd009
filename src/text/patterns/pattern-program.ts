import { CharClasses, NO_CHARACTER } from "./char-classes.ts";
import type { CharSet } from "./char-set.ts";
import { withoutEmptyRounds } from "./empty-rounds.ts";
import { PatternError } from "./pattern-error.ts";
import { type Assertion, setsOf } from "./pattern-node.ts";
import { parsePattern } from "./pattern-syntax.ts";
import { type Instruction, ProgramBuilder, withoutLeadingAnything } from "./program-builder.ts";

const MAX_INSTRUCTIONS = 5_000;

/**
 * Patterns compiled into one program that is run over a text once. It may be shared by any number of streams: what it
 * remembers is bounded and changes no result.
 */
export class PatternProgram {
  /** The patterns as written, by their number in a match. */
  readonly sources: readonly string[];
  readonly code: readonly Instruction[];
  /** Number of the pattern an instruction belongs to. */
  readonly patternOf: readonly number[];
  /** Where the patterns begin, in their order. */
  readonly starts: readonly number[];
  readonly classes: CharClasses;
  readonly #setNumbers: ReadonlyMap<CharSet, number>;

  constructor(sources: readonly string[], starts: readonly number[], { code, patternOf }: ProgramBuilder) {
    this.sources = sources;
    this.code = code;
    this.starts = starts;
    this.patternOf = patternOf;
    const sets = new Set(code.flatMap(setsAsked));
    this.#setNumbers = new Map([...sets].map((set, number) => [set, number]));
    this.classes = new CharClasses([...sets]);
  }

  reads(set: CharSet, charClass: number): boolean {
    return this.classes.has(this.#setNumbers.get(set) as number, charClass);
  }

  /** Whether an assertion holds between two classes, either of which may be {@link NO_CHARACTER}. */
  holds(at: Assertion, before: number, behind: number): boolean {
    const isIn = (set: CharSet, neighbour: number): boolean => neighbour !== NO_CHARACTER && this.reads(set, neighbour);
    if (at.type === "word-border") {
      const [word] = setsOf(at) as [CharSet];
      return (isIn(word, before) !== isIn(word, behind)) === at.isBorder;
    }
    const neighbour = at.type === "before" ? before : behind;
    return neighbour === NO_CHARACTER ? at.side.orNone : this.reads(at.side.set, neighbour);
  }
}

const setsAsked = (instruction: Instruction): readonly CharSet[] => {
  if (instruction.op === "set") return [instruction.set];
  return instruction.op === "assert" ? setsOf(instruction.at) : [];
};

/** Whether a match is reached without reading a character, whatever the assertions on the way say. */
const matchesEmpty = (code: readonly Instruction[], start: number): boolean => {
  const seen = new Set<number>();
  const stack = [start];
  for (let address = stack.pop(); address !== undefined; address = stack.pop()) {
    if (seen.has(address)) continue;
    seen.add(address);
    const instruction = code[address] as Instruction;
    if (instruction.op === "match") return true;
    if (instruction.op === "split") stack.push(...instruction.next);
    if (instruction.op === "assert") stack.push(instruction.next);
  }
  return false;
};

export interface PatternOptions {
  readonly ignoreCase?: boolean;
  /** Drops a leading `.*`: right where only "does it match" is asked, and not where a match begins. Default false. */
  readonly searchOnly?: boolean;
}

/**
 * Compiles patterns into one program that is run over a text once. Throws a {@link PatternError} for a pattern that cannot
 * be read, cannot be matched in linear time, is too large, or matches the empty text.
 */
export const compilePatterns = (sources: readonly string[], options: PatternOptions = {}): PatternProgram => {
  const builder = new ProgramBuilder(MAX_INSTRUCTIONS);
  const literals = new Map<string, CharSet>();
  const starts = sources.map((source, pattern) => {
    const parsed = withoutEmptyRounds(parsePattern(source, options.ignoreCase, literals));
    const start = builder.pattern(options.searchOnly === true ? withoutLeadingAnything(parsed) : parsed, pattern);
    if (matchesEmpty(builder.code, start)) {
      throw new PatternError(`Cannot use pattern: '${source}' matches the empty text`, 0);
    }
    return start;
  });
  return new PatternProgram(sources, starts, builder);
};
