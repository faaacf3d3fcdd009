import { PatternTest } from "../../../text/patterns/pattern-test.ts";
import { PatternError } from "../../../text/patterns/syntax/pattern-error.ts";
import { type Check, mismatch, SchemaError, type Work } from "./check.ts";
import { conditionsOf } from "./conditions.ts";
import { count } from "./of-numbers.ts";

const length = (value: unknown, work: Work): number | undefined => {
  if (typeof value !== "string") return undefined;
  work.spend(value.length);
  return Array.from(value).length;
};

export const minLength = (bound: unknown): Check => count("minLength", bound, length);
export const maxLength = (bound: unknown): Check => count("maxLength", bound, length);

/** Whether a pattern matches anywhere in a text. */
export type TextTest = (text: string, work: Work) => boolean;

/**
 * Compiles a pattern for our engine, which runs in linear time: a client may have written it to be slow as a `RegExp`.
 */
export const textTest = (source: string): TextTest => {
  try {
    const conditions = conditionsOf(source).map(({ pattern, holds }) => ({ holds, pattern: new PatternTest(pattern) }));
    return (text, work) =>
      conditions.every(({ pattern, holds }) => {
        work.spend(pattern.cost * (text.length + 1));
        return pattern.test(text) === holds;
      });
  } catch (error) {
    if (error instanceof PatternError) throw new SchemaError("one of its patterns cannot be matched in linear time");
    throw error;
  }
};

export const pattern = (source: unknown): Check => {
  if (typeof source !== "string") throw new SchemaError("`pattern` must be a text");
  const test = textTest(source);
  return (value, work) => (typeof value !== "string" || test(value, work) ? undefined : mismatch("pattern"));
};
