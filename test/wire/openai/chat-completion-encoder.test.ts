import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chatCompletionDecoder,
  chatCompletionEncoder,
  type AnswerFrame,
  collect,
  collectBytes,
  fromIterable,
  sseDecoder,
  sseEncoder,
} from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import { escapeJson } from "../../../src/text/views/json-reader.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { finish, joinParts, reasoning, response, text, toolCall, usage } from "../../streams/parts.ts";
import { anyText } from "./chunk-shapes.ts";

const OPTIONS: AnswerFrame = { id: "x", created: 1, model: "m" };

const encode = (parts: readonly StreamPart[], options: Partial<AnswerFrame> = {}): Promise<string> =>
  collectBytes(
    pipeline<Uint8Array>(fromIterable(parts), [chatCompletionEncoder({ ...OPTIONS, ...options }), sseEncoder()]),
  );

const chunksOf = async (parts: readonly StreamPart[], options: Partial<AnswerFrame> = {}) =>
  (await encode(parts, options))
    .split("\n\n")
    .slice(0, -1)
    .map((block) => block.replace(/^data: /, ""));

describe("chatCompletionEncoder and sseEncoder", () => {
  it("are inverse to sseDecoder and chatCompletionDecoder, for any text in any channel and any arguments", async () => {
    const delta = fc.tuple(anyText, fc.nat(3)).map(([value, kind]): StreamPart => {
      if (kind === 0) return reasoning(value);
      if (kind === 1) return { type: "refusal-delta", choice: 0, text: value };
      return kind === 2 ? toolCall(escapeJson(value)) : text(value);
    });
    await fc.assert(
      fc.asyncProperty(fc.array(delta, { maxLength: 6 }), async (drawn) => {
        const first = drawn.findIndex(({ type }) => type === "tool-call-delta");
        const opened = drawn.map((part, at) =>
          part.type === "tool-call-delta" && at === first
            ? toolCall(`{"a":"${part.text}`, { id: "c1", name: "look" })
            : part,
        );
        const deltas = first < 0 ? opened : [...opened, toolCall('"}')];
        const end: StreamPart = { type: "finish", choice: 0, reason: first < 0 ? "stop" : "tool_calls" };
        const parts = [...deltas, end, usage];
        const stages = [
          chatCompletionEncoder({ ...OPTIONS, includeUsage: true }),
          sseEncoder(),
          sseDecoder(),
          chatCompletionDecoder(),
        ];
        const back = await collect(pipeline<StreamPart>(fromIterable(parts), stages));
        expect(joinParts(back.filter(({ type }) => type !== "response"))).toEqual(joinParts(parts));
      }),
      { numRuns: 1_000 },
    );
  });

  it("write every chunk of a text as valid UTF-8, for any text", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText), async (texts) => {
        const bytes = await encode(texts.map((value) => text(value)));
        expect(bytes.isWellFormed()).toBe(true);
        expect(bytes.match(/^data: \[DONE\]$/gm)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  it("start with a role, end with one finish and [DONE], and name the provider's model", async () => {
    const chunks = await chunksOf([response, text("a"), finish(), finish(), usage]);
    expect(chunks.slice(0, -1).map((chunk) => (JSON.parse(chunk) as { choices: unknown }).choices)).toEqual([
      [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
      [{ index: 0, delta: { content: "a" }, finish_reason: null }],
      [{ index: 0, delta: {}, finish_reason: "stop" }],
    ]);
    expect(chunks.at(-1)).toBe("[DONE]");
    expect(JSON.parse(chunks[1] ?? "")).toMatchObject({
      id: "x",
      object: "chat.completion.chunk",
      created: 1,
      model: "m1",
    });
  });

  it("report usage only if requested", async () => {
    expect((await chunksOf([text("a"), finish(), usage])).join()).not.toContain("prompt_tokens");
    const chunk = (await chunksOf([text("a"), finish(), usage], { includeUsage: true })).at(-2);
    expect(JSON.parse(chunk ?? "")).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
      guardrails: { usage: { estimated: false } },
    });
  });

  const verdict: Verdict = {
    status: "blocked",
    rail: "self check output",
    railType: "output",
    code: "content_blocked",
    channel: "text",
    reason: "matches the secret rule",
  };
  const blocked: StreamPart[] = [text("a"), { type: "verdict", choice: 0, verdict }, finish(0, "content_filter")];

  it("report a block as a verdict on an empty delta and a finish reason, without its reason", async () => {
    const [, , notice, end, done] = await chunksOf(blocked);
    expect(JSON.parse(notice ?? "")).toMatchObject({
      choices: [{ delta: {}, finish_reason: null }],
      guardrails: { status: "blocked", rail: "self check output", rail_type: "output", code: "content_blocked" },
    });
    expect(notice).not.toContain("secret rule");
    expect(end).toContain('"finish_reason":"content_filter"');
    expect(done).toBe("[DONE]");
  });

  it("report a block as NeMo's error event if configured, followed only by [DONE]", async () => {
    const [, , error, ...rest] = await chunksOf([...blocked, usage], { onBlock: "error", includeUsage: true });
    expect(JSON.parse(error ?? "")).toEqual({
      error: {
        message: "Blocked by self check output rails.",
        type: "guardrails_violation",
        param: "self check output",
        code: "content_blocked",
      },
    });
    expect(rest).toEqual(["[DONE]"]);
  });

  it("add the refusal after a block if configured", async () => {
    const chunks = await chunksOf(blocked, { onBlock: "message", blockMessage: "I cannot say that." });
    expect(chunks[3]).toContain('"content":"I cannot say that."');
    expect(chunks[4]).toContain("content_filter");
  });
});
