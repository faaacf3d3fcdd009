import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CheckRail, defineRail, type Rail } from "../../../src/rails/rail.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { answers, joinParts, textOf } from "../../streams/parts.ts";
import { collect, HELLO, railsOf, RecordingModel } from "../../support/engine.ts";

const PROGRAM = compilePatterns(["secret"]);

/** A check that takes a number of turns, so that verdicts arrive in any order. */
const slowly =
  (delays: readonly number[], blocks: (text: string) => boolean): CheckRail["check"] =>
  async ({ text }) => {
    for (let i = delays[text.length % delays.length] ?? 0; i > 0; i--) await Promise.resolve();
    return { outcome: blocks(text) ? "block" : "allow" };
  };

const rails = (delays: readonly number[]): readonly Rail[] => [
  defineRail({ name: "gate", reads: "incremental", createGate: () => new PatternGate(PROGRAM) }),
  defineRail({ name: "window", reads: "window", check: slowly(delays, (text) => text.includes("STOP")) }),
  defineRail({ name: "tools", reads: "whole", check: slowly(delays, (text) => text.includes("1234")) }),
];

const setting = fc.record({
  first: fc.boolean(),
  chunk: fc.integer({ min: 1, max: 5 }),
  flight: fc.integer({ min: 1, max: 3 }),
  delays: fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }),
});

const isForbidden = (parts: readonly StreamPart[]): boolean =>
  Object.entries(joinParts(parts).texts).some(
    ([track, text]) => text.includes("secret") || (track.includes("tool-call") && text.includes("1234")),
  );

describe("an answer of several choices and channels", () => {
  it("always ends, is well-formed, leaks nothing that gates forbid, and equals the complete answer", async () => {
    await fc.assert(
      fc.asyncProperty(answers(2), setting, async (parts, { first, chunk, flight, delays }) => {
        const yaml = `rails:
  output: { flows: [gate, window], streaming: { enabled: true, stream_first: ${first}, chunk_size: ${chunk}, context_size: 3, max_in_flight: ${flight} } }
  tool_output: { flows: [tools] }`;
        const model = new RecordingModel(parts);
        const engine = railsOf(yaml, { llm: model, rails: rails(delays) });
        const stream = engine.streamParts(HELLO);
        const read = await collect(stream);
        const { status } = await stream.outcome;
        expect(isForbidden(read)).toBe(false);
        const finishes = read.flatMap((part) => (part.type === "finish" ? [part] : []));
        expect(new Set(finishes.map(({ choice }) => choice)).size).toBe(finishes.length);
        if (isForbidden(parts)) expect(status).toBe("blocked");
        if (status === "passed") expect(joinParts(read).texts).toEqual(joinParts(parts).texts);
        const held = await engine.complete(HELLO);
        expect(held.outcome.status).toBe(status);
        if (status === "passed") {
          expect(held.answer.choices.map(({ content }) => content)).toEqual(
            held.answer.choices.map(({ index }) => textOf(parts, `${index} text-delta`)),
          );
        }
      }),
      { numRuns: 300 },
    );
  });
});
