import { LimitError } from "../../errors.ts";
import { MAX_OUTPUT_CHARS } from "./template-ast.ts";

/** Replaces `old` by `fresh`, at most `count` times from the start. The result is bounded. */
export function replaced(text: string, old: string, fresh: string, count?: unknown): string {
  const most = typeof count === "number" && count >= 0 ? count : Number.POSITIVE_INFINITY;
  const pieces = old === "" ? ["", ...Array.from(text), ""] : text.split(old);
  const times = Math.min(most, pieces.length - 1);
  if (text.length + times * (fresh.length - old.length) > MAX_OUTPUT_CHARS)
    throw new LimitError(`A value in the prompt is longer than ${MAX_OUTPUT_CHARS} characters`);
  const head = pieces.slice(0, times + 1).join(fresh);
  return times + 1 < pieces.length ? [head, ...pieces.slice(times + 1)].join(old) : head;
}

/** Capitalizes the first letter and lowercases the rest. */
export const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase();

/** Capitalizes every run of letters, as Python's `title()` does. */
export const lettersTitled = (text: string): string =>
  text.toLowerCase().replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());

/** Capitalizes every word, as Jinja's filter `title` does: "it's" is one word. */
export const wordsTitled = (text: string): string =>
  text.toLowerCase().replaceAll(/(?<![^-\s({[<])\p{L}/gu, (letter) => letter.toUpperCase());

/** Removes white space, or the characters of `set`, from one or both ends. */
export function strip(text: string, set: unknown, ends: "both" | "start" | "end" = "both"): string {
  const letters = typeof set === "string" ? set : undefined;
  const goes = (letter: string): boolean => (letters === undefined ? letter.trim() === "" : letters.includes(letter));
  let [from, to] = [0, text.length];
  if (ends !== "end") while (from < to && goes(text.charAt(from))) from += 1;
  if (ends !== "start") while (to > from && goes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

/** Splits a text at a separator, or at white space, with at most `most` splits. */
export function split(text: string, separator: unknown, most: unknown): readonly string[] {
  const cuts = typeof most === "number" && most >= 0 ? most : Number.POSITIVE_INFINITY;
  if (separator === "") throw new TypeError("split() needs a text to split at");
  const isWords = typeof separator !== "string";
  const parts = isWords ? (text.match(/\S+/g) ?? []) : text.split(separator);
  return cuts >= parts.length ? parts : [...parts.slice(0, cuts), parts.slice(cuts).join(isWords ? " " : separator)];
}
