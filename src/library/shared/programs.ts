import { compilePatterns, type PatternOptions, type PatternProgram } from "../../text/patterns/pattern-program.ts";

/** Programs that are remembered of a kind, each with at most 2.5 MiB of what it has learnt. */
const MAX_PROGRAMS = 32;

/**
 * Programs by what they are made of, for what comes again: a config asks for one in several directions, and so do configs that
 * differ in something else. Those that were asked for last are remembered.
 */
export class SharedPrograms<Program> {
  readonly #programs: Map<string, Program> = new Map();

  /** The program of a key, which says all that it is made of; compiled where it is not remembered. */
  of(key: string, compile: () => Program): Program {
    const programs = this.#programs;
    const program = programs.get(key) ?? compile();
    programs.delete(key);
    programs.set(key, program);
    const [oldest = key] = programs.keys();
    if (programs.size > MAX_PROGRAMS) programs.delete(oldest);
    return program;
  }
}

const lists = new SharedPrograms<PatternProgram>();

/** Like `compilePatterns`, for lists of a config. */
export const sharedProgram = (patterns: readonly string[], options: PatternOptions): PatternProgram =>
  lists.of(JSON.stringify([patterns, options]), () => compilePatterns(patterns, options));
