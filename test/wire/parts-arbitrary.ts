import * as fc from "fast-check";
import type { StreamPart } from "../../src/types/stream-part.ts";

/** The arguments of a call in pieces. A call may be cut off. */
const ARGUMENTS = ['{"a":', "[1,", "", "2]", "}", " "];

/**
 * Parts of one choice as a model may send them, including interleaved calls. The first part of a call has id and name.
 */
export const partsArbitrary: fc.Arbitrary<readonly StreamPart[]> = fc
  .array(
    fc.oneof(
      fc.record({
        type: fc.constantFrom("text-delta" as const, "reasoning-delta" as const, "refusal-delta" as const),
        choice: fc.constant(0),
        text: fc.string({ minLength: 1, maxLength: 4 }),
      }),
      fc.record({
        type: fc.constant("tool-call-delta" as const),
        choice: fc.constant(0),
        index: fc.nat({ max: 2 }),
        text: fc.constant(""),
      }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => {
    const pieces = new Map<number, number>();
    return parts.map((part): StreamPart => {
      if (part.type !== "tool-call-delta") return part;
      const count = pieces.get(part.index) ?? 0;
      pieces.set(part.index, count + 1);
      const opening = count > 0 ? {} : { id: `call_${part.index}`, name: `fn_${part.index}` };
      return { ...part, ...opening, text: ARGUMENTS[count] ?? "" };
    });
  });

/** The texts of all parts of one type. */
export const joined = (parts: readonly StreamPart[], type: StreamPart["type"]): string =>
  parts.map((part) => (part.type === type && "text" in part ? part.text : "")).join("");
