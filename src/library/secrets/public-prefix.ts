/** A character class, an escape or a character, without a quantifier. */
const ITEM = "(?:\\[[^\\]]+\\]|\\\\.|[^\\\\[\\](){}|*+?])";
const ONE_ITEM = new RegExp(`^${ITEM}(?![{*+?])`);
/** A group of literals, which may be optional. */
const GROUP = new RegExp(`^\\(\\?:${ITEM}*(?:\\|${ITEM}*)*\\)\\??(?![{*+])`);

/**
 * Splits the pattern of a token into the fixed prefix, which is public, and the secret rest. Only the rest is held back
 * in a stream, so that words that begin like a token are not delayed.
 */
export const splitPrefix = (pattern: string): readonly [prefix: string, secret: string] => {
  let at = 0;
  for (;;) {
    const next = GROUP.exec(pattern.slice(at)) ?? ONE_ITEM.exec(pattern.slice(at));
    if (next === null || next[0].startsWith("\\d")) return [pattern.slice(0, at), pattern.slice(at)];
    at += next[0].length;
  }
};
