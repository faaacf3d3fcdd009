import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { LoopFinder, MAX_PERIOD } from "../../../src/library/repetition/loop-finder.ts";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { railContract } from "../../contracts/rail.contract.ts";
import { gated } from "../../support/gates.ts";
import { gatingRail, piecesOf } from "../../support/mask-cases.ts";

const FLOW = "stop repetition on output";
const RAIL = gatingRail(FLOW);
const left = (text: string, rail = RAIL): number => gated(rail.createGate(), [text]).text.length;

const SENTENCE = "I am sorry, but I can not help with that. ";
const PARAGRAPH = Array.from({ length: 40 }, (_, at) => `Line ${at} says something else, and ${at * at} too.\n`).join(
  "",
);

railContract(FLOW, {
  rail: () => gatingRail(FLOW),
  allowed: "One text and another text, ",
  forbidden: SENTENCE.repeat(20),
});

describe("repetition detection", () => {
  it.each([
    ["a word", "very "],
    ["a letter", "a"],
    ["a sentence", SENTENCE],
    ["a line of Japanese", "申し訳ありませんが、お手伝いできません。\n"],
    ["a paragraph", PARAGRAPH.slice(0, 1_500)],
  ])("stops an answer that repeats %s", (_, piece) => {
    const begin = "This is the answer. It begins as answers do.\n";
    const text = begin + piece.repeat(Math.ceil(20_000 / piece.length));
    const most = begin.length + Math.max(400, 5 * piece.length) + 8;
    expect(left(text)).toBeLessThan(most);
    expect(left(text)).toBeGreaterThan(most - 20);
  });

  it.each([
    ["the border of a table", `| a | b |\n|${"---|".repeat(90)}\n| 1 | 2 |`],
    ["a line", `Title\n${"=".repeat(500)}\ntext`],
    ["a row of numbers", `[${"0, ".repeat(400)}0]`],
    ["a table of box characters", "│ a   │ 1   │\n├─────┼─────┤\n".repeat(20)],
    ["a row of emoji", "🎉".repeat(250)],
    ["equal rows of data", '{"a":0,"b":false,"c":null},\n'.repeat(40)],
    ["a chorus", "La la la, sing with me today!\n".repeat(4) + PARAGRAPH],
    ["rows that differ", Array.from({ length: 400 }, (_, at) => `{"id": ${at}, "name": "x"},\n`).join("")],
    ["code", Array.from({ length: 60 }, (_, at) => `  if (x === ${at}) return "v${at}";\n`).join("")],
  ])("allows an answer with %s", (_, text) => expect(left(text)).toBe(text.length));

  it("uses the config's limits", () => {
    const strict = gatingRail(FLOW, { repetition: { repeats: 3, min_length: 50 } });
    expect(left("So it is. ".repeat(30), strict)).toBeLessThan(65);
    const lenient = gatingRail(FLOW, { repetition: { repeats: 1_000 } });
    expect(left(SENTENCE.repeat(999), lenient)).toBe(SENTENCE.length * 999);
  });

  it("cancels the provider, in every choice and in tool call arguments", async () => {
    let asked = 0;
    const llm = languageModelFromStream(async function* () {
      for (asked = 0; asked < 10_000; asked += 1) {
        await Promise.resolve();
        yield {
          type: "tool-call-delta" as const,
          choice: 0,
          index: 0,
          id: "c1",
          name: "write",
          text: asked ? SENTENCE : '{"text":"',
        };
      }
    });
    const config = RailsConfig.fromObject({ rails: { output: { flows: [FLOW], streaming: { enabled: true } } } });
    const { outcome } = await new LLMRails(config, { llm }).complete({ prompt: "hi" });
    expect(outcome).toMatchObject({ status: "blocked", rail: FLOW });
    expect(asked).toBeLessThan(30);
  });

  it("stops at the same position for any chunking", () => {
    const pieces = fc.array(fc.constantFrom(SENTENCE, "very ", "\n", "a", PARAGRAPH, "é"), { maxLength: 4 });
    const texts = pieces.chain((some) => fc.nat(60).map((times) => some.join("").repeat(times).slice(0, 6_000)));
    const cut = texts.chain((whole) => fc.tuple(fc.constant(whole), piecesOf(whole)));
    fc.assert(
      fc.property(cut, ([whole, some]) => {
        expect(gated(RAIL.createGate(), some)).toEqual(gated(RAIL.createGate(), [whole]));
      }),
      { numRuns: 100 },
    );
  });
});

describe("LoopFinder", () => {
  /** The longest periodic suffix of a text, by trying all periods. */
  const isPeriodic = (text: string, period: number, length: number): boolean => {
    const end = text.slice(-length);
    return end.slice(period) === end.slice(0, -period);
  };

  it("finds only repetitions", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 300 }), (text) => {
        const finder = new LoopFinder();
        for (let at = 0; at < text.length; at += 1) {
          const loop = finder.read(text.charCodeAt(at));
          if (loop !== undefined) expect(isPeriodic(text.slice(0, at + 1), loop.period, loop.length)).toBe(true);
        }
      }),
    );
  });

  it.each([1, 3, 50, 700, MAX_PERIOD - 1])("finds a period of %i", (period) => {
    const piece = Array.from({ length: period }, (_, at) => String.fromCharCode(97 + ((at * at * 7 + at) % 26))).join(
      "",
    );
    const finder = new LoopFinder();
    const loops = Array.from(piece.repeat(Math.ceil(9_000 / period))).map((unit) => finder.read(unit.charCodeAt(0)));
    expect(loops.at(-1)?.length).toBeGreaterThan(2_048);
  });
});
