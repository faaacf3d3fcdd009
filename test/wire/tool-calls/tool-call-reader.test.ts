import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolCallReader } from "../../../src/wire/tool-calls/tool-call-reader.ts";
import { cut, piece, readAll } from "./read-deltas.ts";

const args = fc
  .dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.dictionary(fc.string(), fc.string())))
  .map((value) => JSON.stringify(value));

const STYLES = [
  "right index",
  "no index",
  "index 0",
  "index of the piece",
  "no id",
  "id on every piece",
  "no index, id on every piece",
] as const;

describe("ToolCallReader", () => {
  it("returns the same calls for any numbering and any chunking of arguments", () => {
    const calls = fc.array(fc.tuple(args, fc.array(fc.nat(), { maxLength: 3 })), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(calls, fc.constantFrom(...STYLES), (list, style) => {
        let count = 0;
        const indexOf = (call: number): number => {
          count += 1;
          if (style === "index of the piece") return count;
          return style === "index 0" ? 0 : call;
        };
        const pieces = list.flatMap(([text, cuts], index) =>
          cut(text, cuts).map((part, at) =>
            piece(part, {
              ...(style.includes("no index") ? {} : { index: indexOf(index) }),
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

  it("separates calls without ids and indexes by their names, once the arguments before are complete", () => {
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

  it("continues a call by its id, even after others were opened", () => {
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

  it("keeps two calls with the same id apart if their indexes differ", () => {
    const pieces = [piece("{}", { index: 0, id: "a", name: "f" }), piece("[]", { index: 1, id: "a", name: "f" })];
    expect(readAll(pieces).map(({ text }) => text)).toEqual(["{}", "[]"]);
  });

  it("joins pieces with the same name that are not JSON to one call", () => {
    const pieces = ["It is ", "a key", "."].map((text) => piece(text, { index: 0, name: "f" }));
    expect(readAll(pieces)).toEqual([{ id: undefined, name: "f", text: "It is a key." }]);
  });

  it("leaves truncated arguments unchanged, and invents none", () => {
    const reader = new ToolCallReader();
    reader.read([piece("", { index: 0, id: "a", name: "f" })], 0);
    expect(reader.rest(0, "length")).toEqual([
      { type: "tool-call-delta", choice: 0, index: 0, id: "a", name: "f", text: "" },
    ]);
  });

  it("rejects a call without a name, which could not be answered", () => {
    const reader = new ToolCallReader();
    reader.read([piece("{}", { index: 0, id: "a" })], 0);
    expect(() => reader.rest(0, "tool_calls")).toThrow("a tool call has no name");
  });

  it("keeps a limited amount of a call without a name", () => {
    const reader = new ToolCallReader();
    const long = "x".repeat(600_000);
    reader.read([piece(long, { index: 0, id: "a" })], 0);
    expect(() => reader.read([piece(long, { index: 0 })], 0)).toThrow("tool calls are too long");
  });

  it("rejects more calls than the limit, and skips invalid ones", () => {
    expect(readAll([5, null, "x"])).toEqual([]);
    const many = Array.from({ length: 129 }, (_, at) => piece("{}", { id: `call_${at}`, name: "f" }));
    expect(() => readAll(many)).toThrow("too many tool calls");
    expect(readAll(many.slice(1))).toHaveLength(128);
  });

  it("accepts arguments under other names, and `null` as none", () => {
    const ofCohere = readAll([{ id: "a", function: { name: "f", parameters: { x: 1 } } }]);
    const ofAnthropic = readAll([{ id: "a", name: "f", input: { x: 1 } }]);
    expect(ofCohere).toEqual([{ id: "a", name: "f", text: '{"x":1}' }]);
    expect(ofAnthropic).toEqual(ofCohere);
    expect(readAll([piece("null", { id: "a", name: "f" })])).toEqual([{ id: "a", name: "f", text: "{}" }]);
    const inPieces = [piece('{"x":', { id: "a", name: "f" }), piece("null"), piece("}")];
    expect(readAll(inPieces)).toEqual([{ id: "a", name: "f", text: '{"x":null}' }]);
  });

  it("accepts a signature in LiteLLM's place", () => {
    const said = {
      id: "a",
      function: { name: "f", arguments: "{}" },
      provider_specific_fields: { thought_signature: "c2ln" },
    };
    const reader = new ToolCallReader();
    const [delta] = [...reader.read([said], 0), ...reader.rest(0, "tool_calls")];
    expect(delta).toMatchObject({ state: { google: { thought_signature: "c2ln" } } });
  });
});
