import { adviceOn } from "./colang-advice.ts";
import type { Place } from "./colang-tree.ts";

export interface ColangToken {
  readonly type: "name" | "variable" | "number" | "string" | "joined" | "operator";
  /** The name of a variable, the value of a string, or the source of an f-string. */
  readonly text: string;
  readonly at: Place;
}

/** An error in a statement, which is skipped and reported as an issue. */
export class ColangFault extends Error {
  readonly at: Place;

  constructor(at: Place, message: string) {
    super(message);
    this.at = at;
  }
}

const TOKEN =
  /(?<space>\s+)|(?<string>[fF]?(?:"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'))|\$(?<variable>[A-Za-z_]\w*)|(?<number>0[xX][\da-fA-F]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<operator>\.\.\.|\*\*|\/\/|[-+=!<>]=|[-+*/%<>=()[\]{},.:])/y;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
]);

/** The value of a string literal without its quotes. */
export const unescapeString = (body: string): string =>
  body.replaceAll(/\\([^])/g, (whole: string, letter: string) => ESCAPES.get(letter) ?? whole);

/** Tokenizes an expression that starts at `at`. Throws a ColangFault for an invalid token. */
export function tokenize(text: string, at: Place): readonly ColangToken[] {
  const tokens: ColangToken[] = [];
  let position = 0;
  while (position < text.length) {
    TOKEN.lastIndex = position;
    const match = TOKEN.exec(text);
    const here = { line: at.line, column: at.column + position };
    if (match === null) throw new ColangFault(here, unknownToken(text.slice(position)));
    position += match[0].length;
    const token = tokenOf(match, here);
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

function unknownToken(rest: string): string {
  const found = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  if (found === '"' || found === "'") return "The text that begins here has no closing quote";
  return found === "$"
    ? "Expected a name behind the $"
    : `"${found}" is not supported in an expression${adviceOn(found)}`;
}

function tokenOf({ groups = {}, 0: whole }: RegExpExecArray, at: Place): ColangToken | undefined {
  const { string, variable, number, name } = groups;
  if (string !== undefined) {
    const isJoined = /^f/i.test(string);
    const body = string.slice(isJoined ? 2 : 1, -1);
    return isJoined ? { type: "joined", text: body, at } : { type: "string", text: unescapeString(body), at };
  }
  if (variable !== undefined) return { type: "variable", text: variable, at };
  if (number !== undefined) return { type: "number", text: number.replaceAll("_", ""), at };
  if (name !== undefined) return { type: "name", text: name, at };
  return groups["space"] === undefined ? { type: "operator", text: whole, at } : undefined;
}
