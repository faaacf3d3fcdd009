import { negated, WORD } from "./syntax/char-set.ts";
import type { Assertion, PatternNode } from "./syntax/pattern-node.ts";

/**
 * What is written with letters and digits that belong to no word: in JSON and programs the escape of a line break, of a tab
 * or of any character (`\n`, `\u003c`, `\x1b`), in URLs that of a byte (`%3D`), on terminals the end of a color (`[1;32m`).
 * In any case, and with few sets: what tells more characters apart makes the tables of every program wider.
 */
export const ESCAPE: string = String.raw`\\(?:[nNrRtT]|[uU][0-9a-fA-F]{4}|[xX][0-9a-fA-F]{2})|%[0-9a-fA-F]{2}|[\[;][0-9]{1,3}[mM]`;

/** What an escape is taken for by what looks back at it. */
const LINE_BREAK = 10;
const EMPTY: PatternNode = { type: "concat", items: [] };

/** Where something begins in a program; and where it goes on behind an escape, if it would not begin behind a letter. */
export interface Start {
  readonly anywhere: number;
  readonly behindEscape: readonly number[];
}

/** A pattern in two parts: what it asks of the place it begins at, and all behind that. */
export interface ParsedStart {
  readonly asked: PatternNode;
  readonly rest: PatternNode;
}

const isPlace = (node: PatternNode): boolean =>
  node.type === "assert" || ((node.type === "either" || node.type === "concat") && node.items.every(isPlace));

export const parsedStart = (node: PatternNode): ParsedStart => {
  const asked: PatternNode[] = [];
  let rest: readonly PatternNode[] = [node];
  for (let next = rest[0]; next !== undefined; next = rest[0]) {
    if (next.type === "concat") rest = [...next.items, ...rest.slice(1)];
    else if (isPlace(next)) {
      asked.push(next);
      rest = rest.slice(1);
    } else break;
  }
  return { asked: { type: "concat", items: asked }, rest: { type: "concat", items: rest } };
};

const assertedBehindBreak = (at: Assertion): PatternNode | undefined => {
  if (at.type === "behind") return { type: "assert", at };
  if (at.type === "before") return at.side.set.has(LINE_BREAK) ? EMPTY : undefined;
  const set = at.isBorder ? WORD : negated(WORD);
  return { type: "assert", at: { type: "behind", side: { set, orNone: !at.isBorder } } };
};

/** What a place must still be, where a line break stands before it; undefined where it cannot be. */
export const askedBehindBreak = (node: PatternNode): PatternNode | undefined => {
  if (node.type === "assert") return assertedBehindBreak(node.at);
  if (node.type !== "either" && node.type !== "concat") return node;
  const items = node.items.map(askedBehindBreak);
  const left = items.filter((item) => item !== undefined);
  if (node.type === "concat") return left.length < items.length ? undefined : { type: "concat", items: left };
  return left.length === 0 ? undefined : { type: "either", items: left };
};
