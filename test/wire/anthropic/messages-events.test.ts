import { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectText, fromIterable, pipeline } from "../../../src/streams/index.ts";
import type { StreamPart, ThoughtState } from "../../../src/types/stream-part.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { drainAnswer } from "../../../src/wire/answer.ts";
import { messagesWire } from "../../../src/wire/anthropic/messages-wire.ts";
import type { AnswerFrame } from "../../../src/wire/wire.ts";
import { BLOCKED } from "../blocked.ts";
import { joined, partsArbitrary } from "../parts-arbitrary.ts";

const FRAME: AnswerFrame = { id: "msg_x", created: 1_700_000_000, model: "m" };

interface Event {
  readonly type: string;
  readonly index?: number;
  readonly content_block?: { readonly type: string; readonly data?: string };
  readonly delta?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

const textOf = (parts: readonly StreamPart[], frame: Partial<AnswerFrame> = {}): Promise<string> =>
  collectText(pipeline(fromIterable(parts), messagesWire.writer({ ...FRAME, ...frame }).stages as never));

const eventsOf = async (parts: readonly StreamPart[], frame: Partial<AnswerFrame> = {}): Promise<readonly Event[]> =>
  (await textOf(parts, frame))
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => {
      const [name, data] = event.split("\n");
      const json = JSON.parse(data?.slice("data: ".length) ?? "") as Event;
      expect(name).toBe(`event: ${json.type}`);
      return json;
    });

const finish: StreamPart = { type: "finish", choice: 0, reason: "stop" };
const usage: StreamPart = {
  type: "usage",
  choice: 0,
  usage: {
    promptTokens: 9,
    completionTokens: 2,
    totalTokens: 11,
    cachedTokens: 4,
    cacheWriteTokens: 3,
    estimated: false,
  },
};

const accumulated = (events: readonly Event[]) => {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  return MessageStream.fromReadableStream(new Blob([lines]).stream()).finalMessage();
};

const deltasOf = (events: readonly Event[], type: string, field: string): string =>
  events.map(({ delta }) => (delta?.["type"] === type ? String(delta[field]) : "")).join("");

describe("the events of the Messages API", () => {
  it("report the only choice, whatever its number", async () => {
    const parts: StreamPart[] = [
      { type: "response", choice: 0 },
      { type: "text-delta", choice: 1, text: "Hello" },
      { type: "text-delta", choice: 2, text: "Other" },
      { ...finish, choice: 1, reason: "length" },
      { ...finish, choice: 2 },
      usage,
    ];
    const said = { content: [{ text: "Hello" }], stop_reason: "max_tokens", usage: { output_tokens: 2 } };
    expect(await accumulated(await eventsOf(parts))).toMatchObject(said);
    const answer = await drainAnswer(pipeline(fromIterable(parts), []), "no");
    const whole = JSON.parse(
      messagesWire.complete(answer, { status: "passed", verdicts: [] } as never, FRAME).text,
    ) as object;
    expect(whole).toMatchObject(said);
  });

  it("have an order that the Anthropic SDK accepts, block by block", async () => {
    await fc.assert(
      fc.asyncProperty(partsArbitrary, async (parts) => {
        const events = await eventsOf([{ type: "response", choice: 0 }, ...parts, finish, usage]);
        expect(events[0]?.type).toBe("message_start");
        expect(events.slice(-2).map(({ type }) => type)).toEqual(["message_delta", "message_stop"]);
        const said = joined(
          parts.map((part) => (part.type === "refusal-delta" ? { ...part, type: "text-delta" } : part)),
          "text-delta",
        );
        expect(deltasOf(events, "text_delta", "text")).toBe(said);
        expect(deltasOf(events, "thinking_delta", "thinking")).toBe(joined(parts, "reasoning-delta"));
        const started = events.filter(({ type }) => type === "content_block_start").map(({ index }) => index);
        expect(started).toEqual(started.map((_, index) => index));
        const stopped = events.filter(({ type }) => type === "content_block_stop").map(({ index }) => index);
        expect(new Set(stopped)).toEqual(new Set(started));
        expect(stopped).toHaveLength(started.length);
        const message = await accumulated(events);
        expect(message.content).toHaveLength(started.length);
        expect(message.usage).toMatchObject({
          input_tokens: 2,
          cache_read_input_tokens: 4,
          cache_creation_input_tokens: 3,
          output_tokens: 2,
        });
      }),
      { numRuns: 60 },
    );
  });

  it("start with the tokens of the prompt if the provider has counted them", async () => {
    const counted = { promptTokens: 9, completionTokens: 1, totalTokens: 10, cachedTokens: 4, estimated: false };
    const [start] = await eventsOf([{ type: "response", choice: 0, usage: counted }, finish]);
    expect(start).toMatchObject({ message: { usage: { input_tokens: 5, cache_read_input_tokens: 4 } } });
  });

  it("report the same tool calls as the complete message", async () => {
    const call = (index: number, text: string, opening: object = {}): StreamPart => ({
      type: "tool-call-delta",
      choice: 0,
      index,
      text,
      ...opening,
    });
    const parts = [
      { type: "text-delta", choice: 0, text: "One moment" } as const,
      call(0, "", { id: "a", name: "f" }),
      call(0, '{"x":'),
      call(1, '{"y":2', { id: "b", name: "g" }),
      call(0, "1}"),
      call(1, "}"),
      { type: "finish", choice: 0, reason: "tool_calls" } as const,
    ];
    const answer = await drainAnswer(fromIterable(parts), "refused");
    const whole = JSON.parse(messagesWire.complete(answer, { status: "passed", verdicts: [] }, FRAME).text) as {
      readonly content: readonly unknown[];
      readonly stop_reason: string;
    };
    const streamed = await accumulated(await eventsOf(parts));
    expect(streamed.content).toEqual(whole.content);
    expect(whole).toMatchObject({
      stop_reason: "tool_use",
      content: [
        { type: "text", text: "One moment" },
        { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
        { type: "tool_use", id: "b", name: "g", input: { y: 2 } },
      ],
    });
  });

  it("close a complete call before the next one", async () => {
    const parts: readonly StreamPart[] = [
      { type: "tool-call-delta", choice: 0, index: 0, id: "a", name: "f", text: "{}" },
      { type: "tool-call-delta", choice: 0, index: 1, id: "b", name: "g", text: "{}" },
      finish,
    ];
    const order = (await eventsOf(parts)).map(({ type, index }) => [type, index]);
    expect(order.slice(1, 7)).toEqual([
      ["content_block_start", 0],
      ["content_block_delta", 0],
      ["content_block_stop", 0],
      ["content_block_start", 1],
      ["content_block_delta", 1],
      ["content_block_stop", 1],
    ]);
  });

  const signature = (text: string, end: number): StreamPart => ({
    type: "thought-state",
    choice: 0,
    state: { kind: "signature", signature: text, end },
  });
  const thought = (text: string): StreamPart => ({ type: "reasoning-delta", choice: 0, text });
  const state = (told: ThoughtState): StreamPart => ({ type: "thought-state", choice: 0, state: told });

  it("have a signature for each reasoning block, however the rails have split it", async () => {
    const text = "first thought, second";
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.nat({ max: text.length }), { maxLength: 5 }),
        fc.nat({ max: 3 }),
        async (cuts, late) => {
          const borders = [0, ...cuts.toSorted((a, b) => a - b), text.length];
          const pieces = borders.slice(1).map((to, index) => thought(text.slice(borders[index], to)));
          const signed = [signature("AA", 14), signature("BB", text.length)];
          // The first reasoning block is signed after its text, which rails may still hold.
          const at = Math.max(0, pieces.length - late);
          const parts = [
            state({ kind: "opening" }),
            ...pieces.slice(0, at),
            signed[0],
            ...pieces.slice(at),
            signed[1],
            finish,
          ];
          const { content } = await accumulated(await eventsOf(parts as readonly StreamPart[]));
          const first = pieces.slice(0, at).reduce((sum, piece) => sum + ("text" in piece ? piece.text.length : 0), 0);
          if (first > 14) return;
          expect(content).toEqual([
            { type: "thinking", thinking: "first thought,", signature: "AA" },
            { type: "thinking", thinking: " second", signature: "BB" },
          ]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("have no signature for reasoning that a rail has changed", async () => {
    const verdict: Verdict = {
      status: "modified",
      rail: "r",
      railType: "output",
      code: "content_modified",
      channel: "reasoning",
    };
    const parts = [thought("x"), { type: "verdict", choice: 0, verdict } as const, signature("AA", 1), finish];
    expect(await textOf(parts)).not.toContain("AA");
  });

  it("have signatures of other providers in encoded form, and none for a blocked turn", async () => {
    const call: StreamPart = {
      type: "tool-call-delta",
      choice: 0,
      index: 0,
      id: "c",
      name: "f",
      text: "{}",
      state: { google: { thought_signature: "c2ln" } },
    };
    const sealed = (await eventsOf([call, finish])).findLast(({ content_block: block }) => block !== undefined);
    expect(sealed?.content_block).toMatchObject({
      type: "redacted_thinking",
      data: expect.stringMatching(/^edgerails\.1\./) as unknown,
    });
    const cut = await eventsOf([call, { type: "finish", choice: 0, reason: "content_filter" }]);
    expect(JSON.stringify(cut)).not.toContain("redacted_thinking");
    const claude = await eventsOf([state({ kind: "redacted", data: "QUJD" }), finish]);
    expect(claude[1]?.content_block).toEqual({ type: "redacted_thinking", data: "QUJD" });
  });

  it("report a block in the configured form", async () => {
    const filtered = await eventsOf(BLOCKED);
    expect(filtered.at(-2)).toMatchObject({ delta: { stop_reason: "refusal" }, guardrails: { status: "blocked" } });
    expect(JSON.stringify(filtered)).not.toContain("why");
    const error = await eventsOf(BLOCKED, { onBlock: "error" });
    expect(error.at(-1)).toMatchObject({
      type: "error",
      error: { type: "guardrails_violation", code: "content_blocked" },
    });
    const message = await eventsOf(BLOCKED, { onBlock: "message", blockMessage: "No more." });
    expect(deltasOf(message, "text_delta", "text")).toBe("It is No more.");
  });

  it.each([
    [400, "invalid_request_error"],
    [401, "authentication_error"],
    [404, "not_found_error"],
    [413, "request_too_large"],
    [415, "invalid_request_error"],
    [429, "rate_limit_error"],
    [500, "api_error"],
    [502, "api_error"],
    [504, "timeout_error"],
  ])("report a failure with status %i as %s", (status, type) => {
    const failure = { status, error: { message: "m", type: "t", param: null, code: "c" } };
    expect(JSON.parse(messagesWire.failed(failure).text)).toEqual({
      type: "error",
      error: { type, message: "m", code: "c" },
    });
    expect(messagesWire.writer(FRAME).endWithError(failure)).toBe(
      `event: error\ndata: {"type":"error","error":{"type":"${type}","message":"m","code":"c"}}\n\n`,
    );
  });
});
