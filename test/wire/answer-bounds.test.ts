import { describe, expect, it } from "vitest";
import { LimitError } from "../../src/errors.ts";
import { modelUpstream } from "../../src/http/upstream-error.ts";
import { collect, fromIterable, pipeline, type StreamPart } from "../../src/streams/index.ts";
import { metadataFilter } from "../../src/streams/parts/metadata-filter.ts";
import type { ThoughtState } from "../../src/types/stream-part.ts";
import { drainAnswer } from "../../src/wire/answer.ts";
import { messagesReader } from "../../src/wire/anthropic/messages-decoder.ts";
import { chatCompletionDecoder } from "../../src/wire/openai/chat-completion-decoder.ts";
import { KeptThoughts, Thoughts } from "../../src/wire/thoughts.ts";
import { jsonRequest, gatewayOf, remote } from "../server/gateway.ts";

const MEBI = 1_048_576;

const repeated = <T>(count: number, make: (at: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, at) => make(at));

const state = (told: ThoughtState, choice = 0): StreamPart => ({ type: "thought-state", choice, state: told });
const LONG = "A".repeat(200_000);

describe("a JSON answer", () => {
  const long = "x".repeat(MEBI);

  it.each<[string, (at: number) => StreamPart]>([
    ["text", () => ({ type: "text-delta", choice: 0, text: long })],
    ["reasoning", (at) => ({ type: "reasoning-delta", choice: at, text: long })],
    ["refusals", () => ({ type: "refusal-delta", choice: 0, text: long })],
    ["arguments", () => ({ type: "tool-call-delta", choice: 0, index: 0, text: long })],
    ["names of calls", (at) => ({ type: "tool-call-delta", choice: 0, index: at, name: long, text: "" })],
  ])("has at most 8 Mi characters of %s", async (_what, part) => {
    const parts = repeated(9, part);
    await expect(drainAnswer(fromIterable(parts), "no")).rejects.toThrow(LimitError);
    expect((await drainAnswer(fromIterable(parts.slice(0, 7)), "no")).choices.length).toBeGreaterThan(0);
  });

  it("is too long for the gateway in whatever form it arrived", async () => {
    const chunk = { choices: [{ index: 0, delta: { content: "x".repeat(MEBI - 1_000) } }] };
    const body = repeated(10, () => `data: ${JSON.stringify(chunk)}\n\n`);
    const upstream = (): Response => new Response(body.join(""), { headers: { "content-type": "text/event-stream" } });
    const gateway = gatewayOf(remote("https://up.test/v1"), {
      env: { OPENAI_API_KEY: "k" },
      fetch: () => Promise.resolve(upstream()),
    });
    const response = await gateway.request(
      "/v1/chat/completions",
      jsonRequest({ messages: [{ role: "user", content: "hi" }] }),
    );
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ error: { code: "limit_exceeded" } });
  });
});

describe("opaque state of a provider", () => {
  const passed = (parts: readonly StreamPart[]): Promise<readonly StreamPart[]> =>
    collect(pipeline<StreamPart>(fromIterable(parts), [metadataFilter(() => false)]));

  it.each<[string, (at: number) => StreamPart]>([
    ["signatures", (at) => state({ kind: "signature", signature: LONG, end: at })],
    ["redacted thoughts", (at) => state({ kind: "redacted", data: LONG }, at)],
    ["encrypted thoughts", () => state({ kind: "encrypted", data: LONG })],
  ])("is limited to a megabyte of %s, and later state is dropped", async (_what, part) => {
    const told = await passed([...repeated(9, part), state({ kind: "redacted", data: "QQ==" })]);
    expect(told).toHaveLength(5);
  });

  it("is limited to a megabyte of signatures of tool calls", async () => {
    const google = { thought_signature: LONG };
    const told = await passed(
      repeated(9, (index) => ({ type: "tool-call-delta", choice: 0, index, name: "f", text: "", state: { google } })),
    );
    expect(told).toHaveLength(9);
    expect(told.filter((part) => "state" in part)).toHaveLength(5);
  });

  it("is limited in number by a fixed cost per item", async () => {
    const told = await passed(repeated(20_000, () => state({ kind: "redacted", data: "QQ==" })));
    expect(told.length).toBeLessThan(5_000);
  });

  it("is limited to a megabyte including the reasoning, over all choices", () => {
    const kept = new KeptThoughts();
    const fields = repeated(4, (choice) => {
      const thoughts = new Thoughts(kept);
      thoughts.add(state({ kind: "opening" }, choice));
      thoughts.add({ type: "reasoning-delta", choice, text: "x".repeat(400_000) });
      thoughts.add(state({ kind: "signature", signature: "QQ==", end: 400_000 }, choice));
      return thoughts.fields();
    });
    expect(fields.map((one) => Object.keys(one).length)).toEqual([1, 1, 0, 0]);
  });
});

describe("the buffers of decoders", () => {
  const decode = (events: readonly object[], decoder = chatCompletionDecoder()): readonly StreamPart[] => {
    const parts: StreamPart[] = [];
    const output = { enqueue: (part: StreamPart) => void parts.push(part), terminate() {} };
    for (const event of events) decoder.feed({ data: JSON.stringify(event) }, output);
    return parts;
  };
  const anthropic = () =>
    messagesReader(modelUpstream("anthropic")).decoder()[0] as ReturnType<typeof chatCompletionDecoder>;

  it.each([
    ["names that do not come", { arguments: LONG }],
    ["names that do not end", { name: LONG }],
  ])("hold at most a megabyte of tool calls with %s, over all choices", (_what, fn) => {
    const events = repeated(9, (index) => ({
      choices: [{ index, delta: { tool_calls: [{ index: 0, function: fn }] } }],
    }));
    expect(() => decode(events)).toThrow(expect.objectContaining({ code: "malformed" }) as Error);
    expect(() => decode(events.slice(0, 5))).not.toThrow();
  });

  it("hold at most the length of one signature", () => {
    const piece = { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: LONG } };
    const end = { type: "content_block_stop", index: 0 };
    const [, told] = decode([...repeated(9, () => piece), end], anthropic());
    expect(told).toMatchObject({ state: { signature: expect.stringMatching(/^A{400000}$/) as string } });
  });

  it("keep only the known usage fields, in time independent of other fields", () => {
    const start = { type: "message_start", message: { id: "msg_1", usage: { input_tokens: 3 } } };
    const noise = repeated(20_000, (at) => ({ type: "message_delta", usage: { [`name_${at}`]: 1, output_tokens: 7 } }));
    const end = { type: "message_delta", delta: { stop_reason: "end_turn" } };
    const parts = decode([start, ...noise, end, { type: "message_stop" }], anthropic());
    expect(parts.at(-1)).toMatchObject({ usage: { promptTokens: 3, completionTokens: 7, totalTokens: 10 } });
  });
});
