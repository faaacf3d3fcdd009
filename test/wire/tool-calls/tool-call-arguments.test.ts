import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ToolCallReader } from "../../../src/wire/tool-calls/tool-call-reader.ts";
import { cut, piece, readAll, readDeltas } from "./read-deltas.ts";

describe("ToolCallReader decodes arguments", () => {
  it.each([
    [{ x: 6 }, '{"x":6}'],
    [null, "{}"],
    [undefined, "{}"],
    ["", "{}"],
    [[], "{}"],
    [[1, { q: 2 }], '[1,{"q":2}]'],
    [5, "5"],
    ['{"x":6}', '{"x":6}'],
  ])("decodes the arguments %j", (value, text) => {
    expect(readAll([piece(value, { id: "a", name: "f" })])[0]?.text).toBe(text);
  });

  it.each<[what: string, deltas: readonly (readonly unknown[])[], calls: readonly string[]]>([
    [
      "numbers from 1, and in any order",
      [[piece("{}", { index: 2, id: "a", name: "f" })], [piece("{}", { index: 1, id: "b", name: "g" })]],
      ["a f {}", "b g {}"],
    ],
    [
      "a number below 0 or of a thousand",
      [[piece("{}", { index: -1, id: "a", name: "f" })], [piece("[]", { index: 1000, id: "b", name: "g" })]],
      ["a f {}", "b g []"],
    ],
    [
      "digits for a number",
      [
        [{ index: "0", id: "a", function: { name: "f", arguments: "{" } }],
        [{ index: "0", function: { arguments: "}" } }],
      ],
      ["a f {}"],
    ],
    [
      "two calls in a delta, with nothing to tell them apart",
      [[piece("{}", { name: "f" }), piece("{}", { name: "f" })]],
      ["- f {}", "- f {}"],
    ],
    [
      "two calls without arguments, ids and numbers",
      [[piece("", { name: "f" })], [piece(null, { name: "g" })]],
      ["- f {}", "- g {}"],
    ],
    [
      "another number with every piece (Nebius, Cerebras)",
      [[piece("", { index: 0, id: "a", name: "f" })], [piece('{"k"', { index: 1 })], [piece(":1}", { index: 2 })]],
      ['a f {"k":1}'],
    ],
    [
      "the number of the first call, and its own with later pieces (DeepSeek at Ollama)",
      [
        [piece("{}", { index: 0, id: "a", name: "f" })],
        [piece('{"k":', { index: 0, id: "b", name: "g" })],
        [piece("1}", { index: 1 })],
      ],
      ["a f {}", 'b g {"k":1}'],
    ],
    [
      "another id with every piece (poolside, OCI)",
      [
        [piece("", { index: 0, id: "a", name: "f" })],
        [piece('{"k"', { index: 0, id: "b" })],
        [piece(":1}", { index: 0, id: "c" })],
      ],
      ['a f {"k":1}'],
    ],
    [
      "another id and the name with every piece (vLLM)",
      [[piece("{", { index: 0, id: "a", name: "f" })], [piece("}", { index: 0, id: "b", name: "f" })]],
      ["a f {}"],
    ],
    [
      "number 0 for all, empty ids with later pieces (LMDeploy)",
      [
        [piece("", { index: 0, id: "a", name: "f" })],
        [piece('{"x":1}', { index: 0, id: "" })],
        [piece("", { index: 0, id: "b", name: "f" })],
        [piece('{"x":2}', { index: 0, id: "" })],
      ],
      ['a f {"x":1}', 'b f {"x":2}'],
    ],
    [
      "an id that comes late",
      [[piece("", { index: 0, id: "", name: "f" })], [piece("{}", { index: 0, id: "late" })]],
      ["late f {}"],
    ],
    ["a number for an id", [[{ index: 0, id: 7, function: { name: "f", arguments: "{}" } }]], ["7 f {}"]],
    [
      "the name with every piece (MiniMax)",
      [[piece("{", { index: 0, id: "a", name: "f" })], [piece("}", { index: 0, id: "a", name: "f" })]],
      ["a f {}"],
    ],
    [
      "a name in pieces (Gemini)",
      [
        [piece("", { index: 0, id: "a", name: "edit_ex" })],
        [piece("", { index: 0, name: "isting_file" })],
        [piece("{}", { index: 0 })],
      ],
      ["a edit_existing_file {}"],
    ],
    [
      "no name with later pieces, in several words (LiteLLM, SGLang)",
      [
        [piece("", { index: 0, id: "a", name: "f" }), { id: null, function: { name: null, arguments: '{"a"' } }],
        [{ index: 0, id: "", type: "FUNCTION", function: { name: "null", arguments: ":1}" } }],
      ],
      ['a f {"a":1}'],
    ],
    ["a name with blanks around it", [[piece("{}", { index: 0, id: "a", name: " f\n" })]], ["a f {}"]],
    [
      "a name that grows",
      [[piece("", { index: 0, id: "a", name: "get" })], [piece("{}", { index: 0, name: "get_it" })]],
      ["a get_it {}"],
    ],
    [
      "a name behind the arguments",
      [[piece('{"a"', { index: 0, id: "a" })], [piece(":1}", { index: 0, name: "f" })]],
      ['a f {"a":1}'],
    ],
    [
      "an empty object in front of the arguments (Bedrock)",
      [[piece("{}", { index: 0, id: "a", name: "f" })], [piece('{"a":1}', { index: 0 })]],
      ['a f {"a":1}'],
    ],
    [
      "the same as a value",
      [[piece({}, { index: 0, id: "a", name: "f" })], [piece('{"a":1}', { index: 0 })]],
      ['a f {"a":1}'],
    ],
    [
      "the whole call again at its end",
      [
        [piece('{"a":', { index: 0, id: "a", name: "f" })],
        [piece("1}", { index: 0 })],
        [piece('{"a":1}', { index: 0, id: "a", name: "f" })],
      ],
      ['a f {"a":1}'],
    ],
    [
      "one id for two calls",
      [[piece('{"a":1}', { id: "a", name: "f" })], [piece('{"a":2}', { id: "a", name: "f" })]],
      ['a f {"a":1}', 'a f {"a":2}'],
    ],
    ["no object around the function (Workers AI)", [[{ id: "a", name: "f", arguments: { x: 1 } }]], ['a f {"x":1}']],
  ])("decodes %s", (_, deltas, calls) => {
    expect(readDeltas(deltas).map(({ id = "-", name, text }) => `${id} ${name} ${text}`)).toEqual(calls);
  });

  it.each<[what: string, pieces: readonly string[], text: string]>([
    ["encoded twice", ['"{\\"a\\":1}"'], '{"a":1}'],
    ["encoded twice, in pieces", ['"{\\"a', '\\":', '1}"'], '{"a":1}'],
    ["in a fence", ['```json\n{"a":1}\n```'], '{"a":1}'],
    ["in a fence, in pieces", ["``", '`\n{"a"', ":1}", "\n``", "`"], '{"a":1}'],
    ["with a sentence behind them", ['{"a":1}', " That is all."], '{"a":1}'],
    ["with a tag behind them", ['{"a":1}\n</tool_call>'], '{"a":1}'],
    ["behind a mark", ["[ARGS]", '{"a":1}'], '{"a":1}'],
    ["a word for none", ["No", "ne"], "{}"],
    ["nothing but space", [" ", "\n"], " \n{}"],
    ["all that came so far with every piece", ['{"a"', '{"a":', '{"a":"b', '{"a":"bc"}'], '{"a":"bc"}'],
    ["all that came so far, the last of it twice", ["{", '{"a":1', '{"a":1}', '{"a":1}'], '{"a":1}'],
    ["the same again", ['{"a":1}', '{"a":', "1}"], '{"a":1}'],
    ["an object in an object of the same name", ['{"a":', '{"a":', "1}}"], '{"a":{"a":1}}'],
    ["a list of the same", ['[{"a":[', '{"a":[', "]}]}]"], '[{"a":[{"a":[]}]}]'],
    ["another object behind the first", ['{"a":1}', '{"b":2}'], '{"a":1}{"b":2}'],
    ["no object", ["2"], "2"],
    ["a string with no object in it", ['"x"'], '"x"'],
    ["a fence with no object in it", ["```json\n{a}\n```"], "```json\n{a}\n```"],
    ["words, in pieces", ["It is ", "a key", "."], "It is a key."],
    ["words that come twice", ["ha", "ha", "haha"], "hahahaha"],
    ["half a string", ['"{\\"a'], '"{\\"a'],
  ])("decodes arguments that are %s", (_, pieces, text) => {
    const [first = "", ...others] = pieces;
    const calls = readAll([
      piece(first, { index: 0, id: "a", name: "f" }),
      ...others.map((one) => piece(one, { index: 0 })),
    ]);
    expect(calls).toEqual([{ id: "a", name: "f", text }]);
  });

  it("releases an object as it arrives, and wrapped arguments at the end", () => {
    const reader = new ToolCallReader();
    const told = (text: string) =>
      reader.read([piece(text, { index: 0, id: "a", name: "f" })], 0).map((one) => one.text);
    expect([told('{"a":'), told("1"), told("}"), told(" x")]).toEqual([['{"a":'], ["1"], ["}"], []]);
    const wrapped = new ToolCallReader();
    expect(wrapped.read([piece("```", { index: 0, id: "a", name: "f" })], 0)).toEqual([]);
    const next = wrapped.read([piece("{}", { index: 1, id: "b", name: "g" })], 0);
    expect(next).toMatchObject([{ index: 0, name: "f", text: "" }]);
    wrapped.read([piece('{"a":1}```', { index: 0 })], 0);
    expect(wrapped.rest(0, "tool_calls")).toMatchObject([
      { index: 0, text: '{"a":1}' },
      { index: 1, name: "g", text: "{}" },
    ]);
  });

  it("decodes any object in cumulative pieces, encoded twice or in a fence", () => {
    const styles = fc.constantFrom("so far", "twice", "fence", "behind");
    // A name that starts like JSON may continue it where it is repeated.
    const named = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue()).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(named, fc.array(fc.nat(), { maxLength: 4 }), styles, (text, cuts, style) => {
        const pieces = {
          // Where a value may start, a repeated text may be part of it, and is kept.
          "so far": cut(text, cuts)
            .reduce<readonly string[]>((all, one) => [...all, (all.at(-1) ?? "") + one], [])
            .filter((one, at, all) => one !== "" && one !== all[at - 1] && !/[:[,]$/.test(one)),
          twice: cut(JSON.stringify(text), cuts),
          fence: cut(`\`\`\`json\n${text}\n\`\`\``, cuts),
          behind: cut(`${text} said`, cuts),
        }[style];
        const [first = "", ...others] = pieces;
        const calls = readAll([
          piece(first, { index: 0, id: "a", name: "f" }),
          ...others.map((one) => piece(one, { index: 0 })),
        ]);
        expect(calls).toEqual([{ id: "a", name: "f", text }]);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([" ", "null"])("checks white space before arguments once, in any number of pieces: %j", (filler) => {
    let looked = 0;
    const [trim, trimStart] = (["trim", "trimStart"] as const).map((name) => {
      const real = String.prototype[name];
      return vi.spyOn(String.prototype, name).mockImplementation(function trimmed(this: string) {
        looked += this.length;
        return real.call(this);
      });
    });
    try {
      const first = piece(" ".repeat(1_000), { index: 0, id: "a", name: "f" });
      const many = Array.from({ length: 1_000 }, () => piece(filler, { index: 0, name: "f" }));
      const [call] = readAll([first, ...many, piece('{"x":1}', { index: 0 })]);
      expect(call?.text.trim()).toBe('{"x":1}');
    } finally {
      trim?.mockRestore();
      trimStart?.mockRestore();
    }
    expect(looked).toBeLessThan(20_000);
  });
});
