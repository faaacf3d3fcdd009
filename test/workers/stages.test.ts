import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectBytes } from "../../src/streams/consumers.ts";
import { textGate } from "../../src/streams/gates/text-gate-stage.ts";
import { pipeline } from "../../src/streams/pipeline.ts";
import { fromIterable } from "../../src/streams/sources.ts";
import type { Stage } from "../../src/streams/stage.ts";
import { toTransformStream } from "../../src/streams/to-transform-stream.ts";
import { PatternGate } from "../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../src/text/patterns/pattern-program.ts";
import { chatCompletionDecoder } from "../../src/wire/openai/chat-completion-decoder.ts";
import { chatCompletionEncoder } from "../../src/wire/openai/chat-completion-encoder.ts";
import { sseDecoder } from "../../src/wire/sse/sse-decoder.ts";
import { encodeEvent, sseEncoder } from "../../src/wire/sse/sse-encoder.ts";
import { PLAIN, SECRET } from "./script.ts";

const program = compilePatterns(["sk-[a-z0-9]{20,40}"], { searchOnly: true });

/** From bytes to bytes: decode, guard, encode. */
const row = (): readonly Stage<never, unknown>[] => [
  sseDecoder(),
  chatCompletionDecoder(),
  textGate({ rail: "secrets", create: () => new PatternGate(program, { maxMatchLength: 64, onOverflow: "block" }) }),
  chatCompletionEncoder({ id: "ID", created: 1, model: "m" }),
  sseEncoder(),
];

/** An answer as an OpenAI-compatible provider sends it. */
const answer = (text: string): Uint8Array => {
  const chunks = Array.from(text, (content) => ({ index: 0, delta: { content }, finish_reason: null }));
  const all = [...chunks, { index: 0, delta: {}, finish_reason: "stop" }];
  const events = all.map((choice) => encodeEvent({ data: JSON.stringify({ id: "x", choices: [choice] }) }));
  return new TextEncoder().encode(`${events.join("")}data: [DONE]\n\n`);
};

const cut = (bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const ends = [...new Set([...places.map((place) => place % bytes.length), bytes.length])].toSorted((a, b) => a - b);
  return ends.map((end, at) => bytes.slice(at === 0 ? 0 : ends[at - 1], end)).filter(({ length }) => length > 0);
};

describe("a chain of stages in workerd", () => {
  const texts = [PLAIN, `The key is ${SECRET}, keep it.`, "sk-short and sk- again", ""];

  it.each(texts)("returns the same bytes of %j for any chunking and composition", async (text) => {
    const bytes = answer(text);
    const whole = await collectBytes(pipeline<Uint8Array>(fromIterable([bytes]), row()));
    expect(whole).not.toContain(SECRET.slice(0, 8));
    expect(whole.endsWith("data: [DONE]\n\n")).toBe(true);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 40 }), async (places) => {
        const chunks = cut(bytes, places);
        expect(await collectBytes(pipeline<Uint8Array>(fromIterable(chunks), row()))).toBe(whole);
      }),
      { numRuns: 100 },
    );
    const byHand = row().reduce<ReadableStream<unknown>>(
      (stream, stage) => stream.pipeThrough(toTransformStream(stage as Stage<unknown, unknown>)),
      fromIterable(cut(bytes, [7, 70, 71, 300])),
    );
    expect(await collectBytes(byHand as ReadableStream<Uint8Array>)).toBe(whole);
  });

  it("cancels its source in the tick in which it blocks", async () => {
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>(
      {
        start: (controller) => controller.enqueue(answer(`It is ${SECRET}!`).slice(0, -60)),
        cancel: () => {
          cancelled = true;
        },
      },
      { highWaterMark: 0 },
    );
    expect(await collectBytes(pipeline<Uint8Array>(source, row()))).toContain("content_filter");
    expect(cancelled).toBe(true);
  });
});
