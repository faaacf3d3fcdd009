import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { ToolCallReader } from "../../../src/wire/tool-calls/tool-call-reader.ts";

interface Call {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
}

/** The calls a client puts together from pieces, each of which comes in a delta of its own. */
const readAll = (pieces: readonly unknown[]): readonly Call[] => readDeltas(pieces.map((one) => [one]));

const readDeltas = (deltas: readonly (readonly unknown[])[]): readonly Call[] => {
  const reader = new ToolCallReader();
  const calls = new Map<number, Call>();
  for (const delta of [...deltas.flatMap((pieces) => reader.read(pieces, 0)), ...reader.rest(0, "tool_calls")]) {
    const call = calls.get(delta.index);
    // Names and ids come with the first delta of a call, and only there.
    expect([delta.name !== undefined, delta.index]).toEqual([
      call === undefined,
      call === undefined ? calls.size : delta.index,
    ]);
    calls.set(delta.index, {
      id: call?.id ?? delta.id,
      name: call?.name ?? delta.name,
      text: (call?.text ?? "") + delta.text,
    });
  }
  return [...calls.values()];
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

  it("joins pieces with the same name that are not JSON to one call", () => {
    const pieces = ["It is ", "a key", "."].map((text) => piece(text, { index: 0, name: "f" }));
    expect(readAll(pieces)).toEqual([{ id: undefined, name: "f", text: "It is a key." }]);
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
    // A name that begins like JSON goes on as JSON may where it is told again.
    const named = fc.dictionary(fc.stringMatching(/^[a-z]+$/), fc.jsonValue()).map((value) => JSON.stringify(value));
    fc.assert(
      fc.property(named, fc.array(fc.nat(), { maxLength: 4 }), styles, (text, cuts, style) => {
        const pieces = {
          // Where a value may begin, the same again might be meant, and is what it says.
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
