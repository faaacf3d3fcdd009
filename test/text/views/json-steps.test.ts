import { describe, expect, it } from "vitest";
import { HeldText, type Remark } from "../../../src/text/held-text.ts";
import { type GateStep, NOTHING, type TextGate } from "../../../src/text/text-gate.ts";
import { JsonReader } from "../../../src/text/views/json-reader.ts";
import { JsonView } from "../../../src/text/views/json-view.ts";
import { PlainView } from "../../../src/text/views/plain-view.ts";
import { viewOf } from "../../../src/text/views/view-of.ts";

const REMARK: Remark = { reason: "an x", label: "X", code: "rail_execution_failure" };

/** Masks every `x`, blocks at `!`, at the end also at `?`, and holds only text after `~`. */
class SignGate implements TextGate {
  readonly seen: string[] = [];
  readonly #held = new HeldText();
  readonly #remark: Remark;

  constructor(remark: Remark = REMARK) {
    this.#remark = remark;
  }

  feed(text: string): GateStep {
    this.seen.push(text);
    this.#held.add(text);
    return this.#read("!", (sign) => sign === "~");
  }

  end(): GateStep {
    this.seen.push("end");
    return this.#read("?", () => false);
  }

  #read(stop: string, holds: (sign: string) => boolean): GateStep {
    const from = this.#held.start;
    const text = this.#held.slice(from, this.#held.end);
    let at = 0;
    for (; at < text.length; at++) {
      const sign = text.charAt(at);
      if (holds(sign)) break;
      if (sign === stop) {
        this.#held.pass(from + at);
        this.#held.block(from + at, from + at + 1, this.#remark);
        return this.#held.step();
      }
      if (sign === "x") this.#held.mask(from + at, from + at + 1, '"', this.#remark);
    }
    this.#held.pass(from + at);
    return this.#held.step();
  }
}

/** The output of a view in each step and at its end. */
const steps = (pieces: readonly string[], view = new JsonView(new SignGate())): string[] => [
  ...pieces.map((piece) => view.feed(piece).text),
  view.end().text,
];

describe("a JsonView, step by step,", () => {
  it("releases immediately what its gate releases", () => {
    expect(steps(['{"a":', '"b', String.raw`c\n`, '"}'])).toEqual(['{"a":', '"b', String.raw`c\n`, '"}', ""]);
  });

  it("holds a number until it has ended, but not the text before it", () => {
    expect(steps(['{"n":12', "3", ",", "true", "}"])).toEqual(['{"n":', "", "123,", "", "true}", ""]);
    expect(steps(["[1", "2"])).toEqual(["[", "", "12"]);
  });

  it("does not hold a number of which its gate holds the end", () => {
    expect(steps(["[12,~34", "5]"])).toEqual(["[12,", "", "~345]"]);
    expect(steps(["[12~3", "]"])).toEqual(["[", "", "12~3]"]);
  });

  it("converts a number to a string if any of its pieces is masked", () => {
    expect(steps(["[1", "x", "]"])).toEqual(["[", "", '1"]', ""]);
    expect(steps(["[1", "2", ",3]"], new JsonView(new DigitGate()))).toEqual(["[", "", '"1#",3]', ""]);
  });

  it("releases the digits of an endless number after 64, without quotes inside", () => {
    const digits = "1".repeat(63);
    expect(steps([digits, "1", "1"])).toEqual(["", `${digits}1`, "", "1"]);
    const late = steps(["1".repeat(64), "2", "]"], new JsonView(new DigitGate()));
    expect(late.join("")).toBe(`${"1".repeat(64)}#]`);
  });

  it("returns an incomplete escape at the end, through its gate", () => {
    const gate = new SignGate();
    const view = new JsonView(gate);
    expect([view.feed(String.raw`"a\u00`).text, view.end().text]).toEqual(['"a', String.raw`\u00`]);
    expect(gate.seen).toEqual(['"a', String.raw`\u00`, "end"]);
  });

  it("does not call its gate at the end without remaining text", () => {
    const gate = new SignGate();
    const view = new JsonView(gate);
    view.feed("[]");
    view.end();
    expect(gate.seen).toEqual(["[]", "end"]);
  });

  it("reports masks as its gate does, with offsets in the JSON", () => {
    const { text, findings } = new JsonView(new SignGate()).feed(String.raw`["\u0078b"`);
    expect(text).toBe(String.raw`["\"b"`);
    expect(findings).toEqual([{ action: "mask", start: 2, end: 8, at: 2, replacement: String.raw`\"`, ...REMARK }]);
    const bare = new JsonView(new SignGate({ reason: "r" })).feed('"x"');
    expect(bare.findings).toStrictEqual([
      { action: "mask", start: 1, end: 2, at: 1, replacement: String.raw`\"`, reason: "r" },
    ]);
  });

  it("reports a block as its gate does, releases the text before it, and nothing after it", () => {
    const view = new JsonView(new SignGate());
    const step = view.feed(String.raw`["\u0061\u0021 more"`);
    expect(step).toEqual({
      text: String.raw`["\u0061`,
      findings: [{ action: "block", start: 8, end: 14, at: 8, replacement: "", ...REMARK }],
    });
    expect([view.feed("more"), view.end()]).toEqual([NOTHING, NOTHING]);
    const bare = new JsonView(new SignGate({ reason: "r" })).feed('"!"');
    expect(bare.findings).toStrictEqual([{ action: "block", start: 1, end: 2, at: 1, replacement: "", reason: "r" }]);
  });

  it("releases a number before a block, but not one that the block is part of", () => {
    const before = new JsonView(new SignGate()).feed("[12,!");
    expect(before).toMatchObject({ text: "[12,", findings: [{ start: 4, end: 5 }] });
    const within = new JsonView(new SignGate()).feed("[12!");
    expect(within).toMatchObject({ text: "[", findings: [{ start: 3, end: 4, at: 1 }] });
  });

  it("blocks at the end, also in an incomplete escape", () => {
    const late = new JsonView(new SignGate());
    late.feed('"~?');
    expect(late.end()).toMatchObject({ text: "~", findings: [{ action: "block", start: 2, end: 3 }] });
    const escape = new JsonView(new BackslashGate());
    expect(escape.feed('"a\\').text).toBe('"a');
    expect(escape.end()).toMatchObject({ text: "", findings: [{ action: "block", start: 2, end: 3 }] });
  });

  it("reads a long text in bounded memory, with correct offsets to the end", () => {
    const view = new JsonView(new SignGate());
    let text = "";
    for (let at = 0; at < 2_000; at++) text += view.feed(at === 1_999 ? '"x"' : '"a",').text;
    expect(text.endsWith(String.raw`"a","\""`)).toBe(true);
  });
});

/** Masks every 2. */
class DigitGate implements TextGate {
  readonly #held = new HeldText();

  feed(text: string): GateStep {
    const from = this.#held.end;
    this.#held.add(text);
    for (const { index } of text.matchAll(/2/g))
      this.#held.mask(from + index, from + index + 1, "#", { reason: "two" });
    this.#held.pass(this.#held.end);
    return this.#held.step();
  }

  end(): GateStep {
    return NOTHING;
  }
}

/** Blocks a backslash that is not part of an escape. */
class BackslashGate implements TextGate {
  readonly #held = new HeldText();

  feed(text: string): GateStep {
    const from = this.#held.end;
    this.#held.add(text);
    const at = text.indexOf("\\");
    this.#held.pass(at < 0 ? this.#held.end : from + at);
    if (at >= 0) this.#held.block(from + at, from + at + 1, { reason: "a backslash" });
    return this.#held.step();
  }

  end(): GateStep {
    throw new Error("nobody asks after a block");
  }
}

describe("a JsonReader", () => {
  it("maps every unit to its offset", () => {
    const reader = new JsonReader();
    const decoded = reader.feed(String.raw`{"a\n": -1, "b":true}`);
    const signs = { between: ".", string: "s", scalar: "n" } as const;
    const places = Array.from(decoded, (_, at) => signs[reader.place(at)]).join("");
    expect([decoded, places]).toEqual(['{"a\n": -1, "b":true}', "..ss...nn...s..nnnn."]);
    expect([reader.decoded, reader.position, reader.place(99), reader.offset(99)]).toEqual([20, 21, "between", 21]);
  });

  it.each([
    ["\\q", "q"],
    ["\\/", "/"],
    ["\\\\u0041", "\\u0041"],
    ["\\u00e9", "é"],
    ["\\u00E9", "é"],
    ["\\uzz00", "0"],
    ["\\b\\f\\t\\r", "\b\f\t\r"],
  ])("reads %s like a lenient parser", (source, decoded) => {
    const reader = new JsonReader();
    expect(reader.feed(source) + reader.end()).toBe(decoded);
  });

  it("keeps an incomplete escape, and reports its offset if it is never completed", () => {
    const inside = new JsonReader();
    expect([inside.feed('"\\u0'), inside.feed("04"), inside.end(), inside.end()]).toEqual(['"', "", "\\u004", ""]);
    expect([inside.place(1), inside.place(5), inside.decoded]).toEqual(["string", "string", 6]);
    const outside = new JsonReader();
    outside.feed("\\");
    outside.end();
    expect([outside.place(0), outside.offset(1)]).toEqual(["scalar", 1]);
  });

  it("forgets text far back, and nothing else", () => {
    const reader = new JsonReader();
    reader.feed(`"${"a".repeat(600)}`);
    reader.forget(255);
    expect(reader.place(10)).toBe("string");
    reader.forget(256);
    expect([reader.place(255), reader.place(256), reader.offset(300)]).toEqual(["between", "string", 300]);
    reader.forget(512);
    expect([reader.place(511), reader.offset(511), reader.offset(512)]).toEqual(["between", 601, 512]);
  });
});

describe("the view of a channel", () => {
  it("is that of JSON for tool call arguments, and plain for all other text", () => {
    const gate = new SignGate();
    expect(viewOf(gate, "tool-call")).toBeInstanceOf(JsonView);
    for (const channel of ["text", "reasoning", "refusal"] as const) {
      expect(viewOf(gate, channel)).toBeInstanceOf(PlainView);
    }
  });

  it("reads plain text unchanged, and also checks the text at the end", () => {
    const view = new PlainView(new SignGate());
    expect([view.feed(String.raw`\u0078~`).text, view.end().text]).toEqual([String.raw`\u0078`, "~"]);
    const unfaithful = new PlainView({ feed: () => NOTHING, end: () => ({ text: "made up", findings: [] }) });
    unfaithful.feed("a");
    expect(() => unfaithful.end()).toThrow("without reporting");
  });
});
