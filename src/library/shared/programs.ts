import { compilePatterns, type PatternOptions, type PatternProgram } from "../../text/patterns/pattern-program.ts";

/** Cached programs of a kind, each with a DFA of at most 2.5 MiB. */
const MAX_PROGRAMS = 32;

/**
 * A cache of compiled programs: a config uses a program in several directions, and configs that differ elsewhere share
 * it. The least recently used are dropped.
 */
export class SharedPrograms<Program> {
  readonly #programs: Map<string, Program> = new Map();

  /** The program for a key, which must determine it. Compiles it if it is not cached. */
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

/** Like `compilePatterns`, with a cache. */
export const sharedProgram = (patterns: readonly string[], options: PatternOptions): PatternProgram =>
  lists.of(JSON.stringify([patterns, options]), () => compilePatterns(patterns, options));
