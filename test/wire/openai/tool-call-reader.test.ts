import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolCallReader } from "../../../src/wire/openai/tool-call-reader.ts";

interface Call {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
}

/** The calls a client puts together from pieces. */
const readAll = (pieces: readonly unknown[]): readonly Call[] => {
  const reader = new ToolCallReader();
  const calls = new Map<number, Call>();
  for (const piece of pieces) {
    const delta = reader.read(piece, 0);
    if (delta === undefined) continue;
    const call = calls.get(delta.index) ?? { id: undefined, name: undefined, text: "" };
    calls.set(delta.index, { id: call.id ?? delta.id, name: call.name ?? delta.name, text: call.text + delta.text });
  }
  return [...calls].sort(([a], [b]) => a - b).map(([, call]) => call);
};

const piece = (
  text: unknown,
  { name, ...rest }: { readonly index?: number; readonly id?: string; readonly name?: string } = {},
): object => ({ ...rest, function: { arguments: text, ...(name === undefined ? {} : { name }) } });

const args = fc
  .dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.dictionary(fc.string(), fc.string())))
  .map((value) => JSON.stringify(value));

/** The text in pieces of at most three, with the first of them naming the call. */
const cut = (text: string, cuts: readonly number[]): readonly string[] => {
  const edges = [0, ...cuts.map((at) => at % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  return edges.slice(1).map((end, at) => text.slice(edges[at], end));
};

const STYLES = [
  "right index",
  "no index",
  "index 0",
  "no id",
  "id on every piece",
  "no index, id on every piece",
] as const;

describe("ToolCallReader", () => {
  it("gives the same calls however a provider numbers them and however it cuts their arguments", () => {
    const calls = fc.array(fc.tuple(args, fc.array(fc.nat(), { maxLength: 3 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(calls, fc.constantFrom(...STYLES), (list, style) => {
        const pieces = list.flatMap(([text, cuts], index) =>
          cut(text, cuts).map((part, at) =>
            piece(part, {
              ...(style.includes("no index") ? {} : { index: style === "index 0" ? 0 : index }),
              ...(style !== "no id" && (at === 0 || style.includes("every piece")) ? { id: `call_${index}` } : {}),
              ...(at === 0 ? { name: "f" } : {}),
            }),
          ),
        );
        const expected = list.map(([text], index) => ({
          id: style === "no id" ? undefined : `call_${index}`,
          name: "f",
          text,
        }));
        expect(readAll(pieces)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it("tells calls without ids and without numbers apart by their names, once the arguments before are complete", () => {
    const pieces = [
      piece('{"a":"}', { name: "f" }),
      piece('"}'),
      piece('{"b":', { name: "f" }),
      piece("1}", { name: "f" }),
      piece("", { name: "g" }),
      piece("{}"),
    ];
    expect(readAll(pieces).map(({ name, text }) => [name, text])).toEqual([
      ["f", '{"a":"}"}'],
      ["f", '{"b":1}'],
      ["g", "{}"],
    ]);
  });

  it("goes on with a call by its id, also when others were opened since", () => {
    const pieces = [
      piece("{", { id: "a", name: "f" }),
      piece("{", { id: "b", name: "g" }),
      piece("}", { id: "a" }),
      piece("}", { id: "b" }),
    ];
    expect(readAll(pieces).map(({ id, text }) => [id, text])).toEqual([
      ["a", "{}"],
      ["b", "{}"],
    ]);
  });

  it("keeps two calls of one id apart where their numbers differ", () => {
    const pieces = [piece("{}", { index: 0, id: "a", name: "f" }), piece("[]", { index: 1, id: "a", name: "f" })];
    expect(readAll(pieces).map(({ text }) => text)).toEqual(["{}", "[]"]);
  });

  it.each([
    [{ x: 6 }, '{"x":6}'],
    [null, ""],
    [undefined, ""],
    ['{"x":6}', '{"x":6}'],
  ])("reads the arguments %j", (value, text) => {
    expect(readAll([piece(value, { id: "a", name: "f" })])[0]?.text).toBe(text);
  });

  it("refuses more calls than there may be, and skips what is none", () => {
    expect(readAll([5, null, "x"])).toEqual([]);
    const many = Array.from({ length: 129 }, (_, at) => piece("{}", { id: `call_${at}`, name: "f" }));
    expect(() => readAll(many)).toThrow("index out of range");
    expect(readAll(many.slice(1))).toHaveLength(128);
  });
});
