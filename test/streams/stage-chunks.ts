import * as fc from "fast-check";
import {
  chatCompletionDecoder,
  chatCompletionEncoder,
  compilePatterns,
  type GateDecision,
  type ServerSentEvent,
} from "../../src/streams/index.ts";
import type { StageOutput } from "../../src/streams/stage.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import type { Verdict } from "../../src/types/verdict.ts";
import { joinParts, sizeOfPart, slicePart, words } from "./parts.ts";

export const parts = { size: sizeOfPart, slice: slicePart, join: joinParts };

// Bytes in, events out.
export const encoder = new TextEncoder();

export const byteCuts = {
  size: (chunk: Uint8Array) => chunk.length,
  slice: (chunk: Uint8Array, from: number, to: number) => chunk.slice(from, to),
};

// Events in, parts out. A text chunk can be cut into two.
export const chunkOf = (choice: object, extra: object = {}): ServerSentEvent => ({
  data: JSON.stringify({ id: "x", model: "m", ...extra, choices: [choice] }),
});

export const chatEvents: fc.Arbitrary<readonly ServerSentEvent[]> = fc
  .tuple(fc.array(fc.tuple(words, fc.nat(6)), { maxLength: 8 }), fc.boolean())
  .map(([deltas, done]) => [
    chunkOf({ index: 0, delta: { role: "assistant", content: "" } }),
    ...deltas.map(([value, kind]) => {
      if (kind === 0) return chunkOf({ index: 0, delta: { reasoning_content: value } });
      if (kind === 1)
        return chunkOf({ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: value } }] } });
      if (kind === 2) return chunkOf({ index: 0, delta: { content: value }, finish_reason: "length" });
      return chunkOf({ index: 0, delta: { content: value }, finish_reason: null });
    }),
    chunkOf({ index: 0, delta: {}, finish_reason: "stop" }),
    { data: JSON.stringify({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }) },
    ...(done ? [{ data: "[DONE]" }, { data: "after the end" }] : []),
  ]);

export const program = compilePatterns(["secret", String.raw`\b\d{3}-\d{4}\b`, "(?i)stop.{0,20}\\n"]);

const verdict: Verdict = {
  status: "blocked",
  rail: "judge",
  railType: "output",
  code: "content_blocked",
  channel: "text",
};

/** Waits for as many turns as the text says, so that checks end in another order than they began. */
export const judge =
  (delayed: boolean) =>
  async ({ fresh, context }: { fresh: string; context: string }): Promise<GateDecision> => {
    for (let turns = delayed ? (fresh.length * 7) % 5 : 0; turns > 0; turns--) await Promise.resolve();
    return (context + fresh).includes("secret") ? { outcome: "block", verdict } : { outcome: "allow" };
  };

// Parts in, events and bytes out.
export const decoded = (events: readonly ServerSentEvent[]): unknown => {
  const decoder = chatCompletionDecoder();
  const output: StreamPart[] = [];
  const sink: StageOutput<StreamPart> = { enqueue: (part) => void output.push(part), terminate() {} };
  try {
    for (const event of events) decoder.feed(event, sink);
  } catch {
    return "no events of an answer";
  }
  return joinParts(output);
};

export const encode = () => chatCompletionEncoder({ id: "x", created: 1, model: "m", includeUsage: true });
