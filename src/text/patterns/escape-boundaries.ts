import { negated, WORD } from "./syntax/char-set.ts";
import type { Assertion, PatternNode } from "./syntax/pattern-node.ts";

/**
 * Escape sequences, whose letters and digits are not part of a word: line breaks, tabs and characters in JSON and
 * programs (`\n`, `\u003c`, `\x1b`), bytes in URLs (`%3D`), and the end of a colour code on terminals (`[1;32m`).
 * Case-insensitive, and with few character sets: every distinction between characters makes the tables of all programs
 * wider.
 */
export const ESCAPE: string = String.raw`\\(?:[nNrRtT]|[uU][0-9a-fA-F]{4}|[xX][0-9a-fA-F]{2})|%[0-9a-fA-F]{2}|[\[;][0-9]{1,3}[mM]`;

/** Look-behind treats an escape as this character. */
const LINE_BREAK = 10;
const EMPTY: PatternNode = { type: "concat", items: [] };

/**
 * Where something starts in a program, and where it continues directly after an escape, if it could not start after a
 * letter.
 */
export interface Start {
  readonly anywhere: number;
  readonly afterEscape: readonly number[];
}

/** A pattern in two parts: the assertions at its start, and the rest. */
export interface SplitStart {
  readonly assertions: PatternNode;
  readonly rest: PatternNode;
}

const isAssertion = (node: PatternNode): boolean =>
  node.type === "assert" || ((node.type === "alternation" || node.type === "concat") && node.items.every(isAssertion));

export const splitStart = (node: PatternNode): SplitStart => {
  const assertions: PatternNode[] = [];
  let rest: readonly PatternNode[] = [node];
  for (let next = rest[0]; next !== undefined; next = rest[0]) {
    if (next.type === "concat") rest = [...next.items, ...rest.slice(1)];
    else if (isAssertion(next)) {
      assertions.push(next);
      rest = rest.slice(1);
    } else break;
  }
  return { assertions: { type: "concat", items: assertions }, rest: { type: "concat", items: rest } };
};

const assertionAfterLineBreak = (at: Assertion): PatternNode | undefined => {
  if (at.type === "lookahead") return { type: "assert", at };
  if (at.type === "lookbehind") return at.neighbour.set.has(LINE_BREAK) ? EMPTY : undefined;
  const set = at.isBoundary ? WORD : negated(WORD);
  return { type: "assert", at: { type: "lookahead", neighbour: { set, orNone: !at.isBoundary } } };
};

/** What is left of assertions when a line break precedes the position. Undefined if they cannot hold there. */
export const afterLineBreak = (node: PatternNode): PatternNode | undefined => {
  if (node.type === "assert") return assertionAfterLineBreak(node.at);
  if (node.type !== "alternation" && node.type !== "concat") return node;
  const items = node.items.map(afterLineBreak);
  const left = items.filter((item) => item !== undefined);
  if (node.type === "concat") return left.length < items.length ? undefined : { type: "concat", items: left };
  return left.length === 0 ? undefined : { type: "alternation", items: left };
};
