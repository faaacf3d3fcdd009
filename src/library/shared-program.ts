import { compilePatterns, type PatternOptions, type PatternProgram } from "../text/patterns/pattern-program.ts";

/** Programs that are remembered, each with at most 2 MiB of what it has learnt. */
const MAX_PROGRAMS = 32;

const programs = new Map<string, PatternProgram>();

/**
 * Like `compilePatterns`, for lists that come again: a config asks for one several times, and so do configs that differ in
 * something else. Those that were asked for last are remembered.
 */
export const sharedProgram = (patterns: readonly string[], options: PatternOptions): PatternProgram => {
  const key = JSON.stringify([patterns, options]);
  const program = programs.get(key) ?? compilePatterns(patterns, options);
  programs.delete(key);
  programs.set(key, program);
  const [oldest = key] = programs.keys();
  if (programs.size > MAX_PROGRAMS) programs.delete(oldest);
  return program;
};
