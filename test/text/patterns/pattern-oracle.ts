import { compilePatterns, type PatternProgram } from "../../../src/text/patterns/pattern-program.ts";
import { PatternError } from "../../../src/text/patterns/syntax/pattern-error.ts";

/** The platform's RegExp as an oracle. Slow, for short texts only. */
export interface Oracle {
  /** The end of the match that ends first, in code units. */
  readonly firstEnd: (text: string) => number | undefined;
  /** All starts of matches that end there. */
  readonly startsAt: (text: string, end: number) => readonly number[];
  readonly test: (text: string) => boolean;
}

const places = (text: string): number[] => {
  const result = [0];
  for (const char of text) result.push((result.at(-1) ?? 0) + char.length);
  return result;
};

export const oracleOf = (source: string, flags = ""): Oracle => {
  const plain = new RegExp(source, `u${flags}`);
  const behind = new RegExp(`(?<=(?:${source}))`, `yu${flags}`);
  const endsAt = (text: string, end: number): boolean => {
    behind.lastIndex = end;
    return behind.test(text);
  };
  return {
    test: (text) => plain.test(text),
    firstEnd: (text) => places(text).find((end) => endsAt(text, end)),
    startsAt(text, end) {
      const characters = places(text).indexOf(end);
      const exact = new RegExp(`(?:${source})(?<=(?<![\\s\\S])[\\s\\S]{${characters}})`, `yu${flags}`);
      return places(text).filter((start) => {
        exact.lastIndex = start;
        return start <= end && exact.test(text);
      });
    },
  };
};

/** Skips random patterns that match the empty text, which are rejected. */
export const compileUnlessEmpty = (...sources: readonly string[]): PatternProgram | undefined => {
  try {
    return compilePatterns(sources);
  } catch (error) {
    if (error instanceof PatternError && error.message.includes("empty")) return undefined;
    throw error;
  }
};
