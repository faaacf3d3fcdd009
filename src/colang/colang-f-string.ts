import type { ColangToken } from "./colang-tokens.ts";
import { ColangFault, unescapeString } from "./colang-tokens.ts";
import type { ColangExpression, Place } from "./colang-tree.ts";

const PIECE = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;

/**
 * Parses an f-string: `{…}` is a value, `{{` and `}}` are braces.
 *
 * @param parse - parses the value between two braces
 */
export function joined(
  { text, at }: ColangToken,
  parse: (text: string, at: Place) => ColangExpression,
): ColangExpression {
  const parts: (string | ColangExpression)[] = [];
  for (const { 0: piece, 1: value, index } of text.matchAll(PIECE)) {
    const place = { line: at.line, column: at.column + 2 + index };
    if (piece === "{" || piece === "}")
      throw new ColangFault(place, "A brace in an f-string has no other; write it twice");
    if (value === undefined) parts.push(piece === "{{" || piece === "}}" ? piece.charAt(0) : unescapeString(piece));
    else parts.push(parse(value, { ...place, column: place.column + 1 }));
  }
  return { kind: "joined", parts, at };
}
