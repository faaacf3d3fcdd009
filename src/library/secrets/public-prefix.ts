/** A character class or an escape or a character, that stands once. */
const ITEM = "(?:\\[[^\\]]+\\]|\\\\.|[^\\\\[\\](){}|*+?])";
const ONE_ITEM = new RegExp(`^${ITEM}(?![{*+?])`);
/** A group of fixed texts, which may be absent. */
const GROUP = new RegExp(`^\\(\\?:${ITEM}*(?:\\|${ITEM}*)*\\)\\??(?![{*+])`);

/**
 * Parts a token format into what every token of its kind begins with, which is printed in manuals and no secret, and the rest.
 * Only the rest is held back while a text comes, so that a word that begins like a token is not delayed.
 */
export const splitPrefix = (pattern: string): readonly [prefix: string, secret: string] => {
  let at = 0;
  for (;;) {
    const next = GROUP.exec(pattern.slice(at)) ?? ONE_ITEM.exec(pattern.slice(at));
    if (next === null || next[0].startsWith("\\d")) return [pattern.slice(0, at), pattern.slice(at)];
    at += next[0].length;
  }
};
