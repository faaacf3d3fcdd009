import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { defineRail, type Rail } from "../../../src/rails/rail.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { assistant, collect, HELLO, maskBob, railsOf, RecordingModel, textParts } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";

const words = ["sec", "ret", "secret", "Bob", "ok", " ", "a@b", "\n", "é", "日本", "."];

const answer = fc.array(fc.constantFrom(...words), { maxLength: 14 }).map((list) => list.join(""));

const PROGRAM = compilePatterns(["secret"]);

const OWN: readonly Rail[] = [
  defineRail({ name: "gate", reads: "incremental", createGate: () => new PatternGate(PROGRAM) }),
  maskBob,
  defineRail({
    name: "judge",
    reads: "window",
    check: ({ text: value }) => ({ outcome: value.includes("a@b") ? "block" : "allow" }),
  }),
  defineRail({
    name: "long",
    reads: "whole",
    check: ({ text: value }) => ({ outcome: value.length > 30 ? "block" : "allow" }),
  }),
  defineRail({
    name: "broken",
    reads: "window",
    check: ({ text: value }) => {
      if (value.includes("é")) throw new Error("é");
      return { outcome: "allow" };
    },
  }),
];

const config = fc.record({
  flows: fc.uniqueArray(fc.constantFrom("gate", "mask", "judge", "long", "broken"), { minLength: 1, maxLength: 5 }),
  parallel: fc.boolean(),
  chunk: fc.integer({ min: 1, max: 8 }),
  context: fc.integer({ min: 0, max: 4 }),
});

describe("generateAsync compared with streamAsync", () => {
  it("checks the answer once, whatever the windows of the stream", async () => {
    await fc.assert(
      fc.asyncProperty(
        answer,
        config,
        fc.integer({ min: 1, max: 5 }),
        async (content, { flows, parallel, chunk, context }, size) => {
          const railsWith = (streaming: string): LLMRails =>
            railsOf(
              `rails: { output: { flows: ${JSON.stringify(flows)}, parallel: ${parallel}, streaming: { ${streaming} } } }`,
              { llm: new RecordingModel(textParts(content, size)), rails: OWN },
            );
          const rails = railsWith(`enabled: true, stream_first: false, chunk_size: ${chunk}, context_size: ${context}`);
          const { outcome, response } = await rails.generateAsync({ ...HELLO, options: {} });
          const whole = await railsWith("enabled: false").generateAsync({ ...HELLO, options: {} });
          expect([outcome, response]).toEqual([whole.outcome, whole.response]);
          const stream = rails.streamAsync(HELLO);
          const streamed = (await collect(stream)).join("");
          const { status } = await stream.outcome;
          if (outcome.status === "passed") expect([status, streamed]).toEqual(["passed", content]);
          if (status === "blocked") expect(response).toEqual([{ role: "assistant", content: REFUSAL }]);
        },
      ),
      { numRuns: 120 },
    );
  });

  it("calls a judge once for the whole answer, as checkAsync does", async () => {
    const read: string[] = [];
    const spy = defineRail({
      name: "spy",
      reads: "window",
      check: ({ text }) => (read.push(text), { outcome: "allow" }),
    });
    const yaml = "rails: { output: { flows: [spy], streaming: { enabled: true, chunk_size: 2, context_size: 1 } } }";
    const rails = railsOf(yaml, { llm: new RecordingModel(textParts("one two three four", 3)), rails: [spy] });
    await rails.generateAsync(HELLO);
    await rails.checkAsync({ messages: [...HELLO.messages, assistant("five six seven eight")] });
    expect(read).toEqual(["one two three four", "five six seven eight"]);
    await collect(rails.streamAsync(HELLO));
    expect(read.length).toBeGreaterThan(3);
  });

  it("allows what the stream allows with stream_first", async () => {
    await fc.assert(
      fc.asyncProperty(answer, fc.integer({ min: 1, max: 6 }), async (content, chunk) => {
        const yaml = `rails: { output: { flows: [gate, judge, broken], streaming: { enabled: true, chunk_size: ${chunk}, context_size: 2, max_in_flight: 1 } } }`;
        const rails = railsOf(yaml, { llm: new RecordingModel(textParts(content, 3)), rails: OWN });
        const stream = rails.streamAsync(HELLO);
        const streamed = (await collect(stream)).join("");
        const { status, rail } = await stream.outcome;
        const { outcome, response } = await rails.generateAsync({ ...HELLO, options: {} });
        if (outcome.status === "passed")
          expect([status, streamed, response[0]?.content]).toEqual(["passed", content, content]);
        if (status === "blocked") expect([outcome.status, rail === undefined]).toEqual(["blocked", false]);
      }),
      { numRuns: 200 },
    );
  });

  it("decides the same for any chunking, including offsets and windows", async () => {
    const yaml =
      "rails: { output: { flows: [gate, mask, judge], streaming: { enabled: true, stream_first: false, chunk_size: 3, context_size: 1 } } }";
    const run = async (content: string, size: number): Promise<unknown> => {
      const windows: string[] = [];
      const spy = defineRail({
        name: "judge",
        reads: "window",
        check: ({ context, fresh }) => (
          windows.push(`${context}|${fresh}`),
          { outcome: fresh.includes("a@b") ? "block" : "allow" }
        ),
      });
      const rails = railsOf(yaml, { llm: new RecordingModel(textParts(content, size)), rails: [spy, ...OWN] });
      const stream = rails.streamAsync(HELLO);
      const left = (await collect(stream)).join("");
      const outcome = await stream.outcome;
      // The number of checked windows after a block depends on timing, and does not affect the output.
      return outcome.status === "blocked" ? [left, outcome] : [left, outcome, windows];
    };
    await fc.assert(
      fc.asyncProperty(answer, fc.integer({ min: 1, max: 7 }), async (content, size) => {
        expect(await run(content, size)).toEqual(await run(content, 1_000));
      }),
      { numRuns: 200 },
    );
  });
});
