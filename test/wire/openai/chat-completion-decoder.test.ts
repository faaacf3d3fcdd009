import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chatCompletionDecoder,
  collect,
  encodeEvent,
  fromIterable,
  type ServerSentEvent,
  sseDecoder,
} from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { Stage } from "../../../src/streams/stage.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { finish, isDelta, joinParts, reasoning, text, textOf } from "../../streams/parts.ts";
import { cutAt } from "../../support/recorded.ts";
import { anyText, SHAPES } from "./chunk-shapes.ts";

const decode = (events: readonly ServerSentEvent[]): Promise<StreamPart[]> =>
  collect(pipeline<StreamPart>(fromIterable(events), [chatCompletionDecoder()]));

describe("chatCompletionDecoder", () => {
  const event = (choice: object, extra: object = {}): ServerSentEvent => ({
    data: JSON.stringify({ ...extra, choices: [choice] }),
  });
  const content = (value: string, finishReason: string | null = null): ServerSentEvent =>
    event({ index: 0, delta: { content: value }, finish_reason: finishReason });
  const done: ServerSentEvent = { data: "[DONE]" };

  it("delivers text after a finish reason before the single finish", async () => {
    const parts = await decode([content("a"), content("", "stop"), content("b", "length"), done]);
    expect(parts.slice(1)).toEqual([text("a"), text("b"), { ...finish(), reason: "length" }]);
  });

  it("drops everything after [DONE]", async () => {
    expect(textOf(await decode([content("a"), done, content("ghost")]))).toBe("a");
  });

  it("finishes with 'stop' if there is only [DONE], and with 'tool_calls' after a call", async () => {
    expect((await decode([content("a"), done])).at(-1)).toEqual(finish());
    const call = event({ delta: { tool_calls: [{ index: 0, id: "c", function: { name: "f", arguments: "{}" } }] } });
    expect((await decode([call, done])).at(-1)).toMatchObject({ type: "finish", reason: "tool_calls" });
  });

  it("decodes the same with and without a template, for any form of events and any chunking", async () => {
    const piece = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constantFrom("data: ", "data:"), anyText) },
      {
        weight: 1,
        arbitrary: fc.tuple(fc.constantFrom("event: x\ndata: ", "id: 7\ndata: ", ": ping\ndata: "), anyText),
      },
    );
    const end = [event({ index: 0, delta: {}, finish_reason: "stop" }), done];
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.constantFrom(...Object.values(SHAPES)),
        fc.constantFrom("\n\n", "\r\n\r\n"),
        fc.array(fc.nat(), { maxLength: 4 }),
        async (pieces, shape, blank, cuts) => {
          const events = pieces.map(([field, value]) => [field, shape(JSON.stringify(value))] as const);
          const written = [...events, ...end.map(({ data }) => ["data: ", data] as const)]
            .map(([field, data]) => `${field.replaceAll("\n", blank.slice(0, blank.length / 2))}${data}${blank}`)
            .join("");
          const chunks = cutAt(new TextEncoder().encode(written), cuts);
          const stages = [sseDecoder(), chatCompletionDecoder()];
          const parts = await collect(pipeline<StreamPart>(fromIterable(chunks), stages));
          // Other events are always parsed in full.
          expect(parts).toEqual(await decode([...events.map(([, data]) => ({ data })), ...end]));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("decodes events that an earlier stage has changed", async () => {
    const louder: Stage<ServerSentEvent> = {
      name: "louder",
      feed: (told, output) => output.enqueue({ ...told, data: told.data.replace("quiet", "LOUD") }),
    };
    const events = [content("a"), content("b"), content("quiet"), content("", "stop"), done];
    const bytes = new TextEncoder().encode(events.map(encodeEvent).join(""));
    const learning = chatCompletionDecoder();
    const nowhere = { enqueue() {}, terminate() {} };
    const taught: Stage<ServerSentEvent> = {
      name: "taught",
      feed(told, output) {
        learning.feed(told, nowhere);
        output.enqueue(told);
      },
    };
    const stages = [sseDecoder(), taught, louder, chatCompletionDecoder()];
    expect(textOf(await collect(pipeline<StreamPart>(fromIterable([bytes]), stages)))).toBe("abLOUD");
  });

  it.each([
    ["no event", [], "empty"],
    ["an end without finish reason or [DONE]", [content("a")], "truncated"],
    ["a choice without an end", [content("a", "stop"), event({ index: 1, delta: { content: "b" } })], "truncated"],
    ["broken JSON", [content("a"), { data: '{"choices":[' }], "malformed"],
    ["JSON that is no object", [{ data: "[1]" }], "malformed"],
    ["content that is no text", [event({ delta: { content: 5 } })], "malformed"],
    ["an index out of range", [event({ index: 1_000, delta: { content: "a" } })], "malformed"],
    ["an error object", [content("a"), { data: '{"error":{"message":"boom"}}' }], "server"],
    ["an error event", [content("a"), { event: "error", data: '{"code":429}' }], "rate_limit"],
    ["an error event that is no JSON", [content("a"), { event: "error", data: "overloaded" }], "server"],
    ["an error in a choice", [event({ delta: {}, error: { code: 502 }, finish_reason: "error" })], "server"],
    ["an object that calls itself an error", [{ data: '{"object":"error","message":"x","code":400}' }], "bad_request"],
    ["a failure under another name", [{ data: '{"detail":"Internal Server Error"}' }], "server"],
    ["a code and a message", [{ data: '{"code":"rate_limit","message":"slow down"}' }], "rate_limit"],
    ["the finish reason error", [content("a", "error"), done], "server"],
    ["a finish reason nobody knows", [content("a", "something_new"), done], "server"],
  ])("fails on %s", async (_, events, code) => {
    await expect(decode(events)).rejects.toMatchObject({ name: "ProviderError", code });
  });

  it.each([
    ["a comment inside a data field", { data: ": keepalive" }],
    ["white space", { data: "  " }],
    ["a named event without JSON", { data: "tick", event: "ping" }],
    ["a named event with JSON", { data: '{"type":"ping"}', event: "heartbeat" }],
    ["JSON that is about nothing", { data: '{"type":"ping"}' }],
  ])("skips %s, at the start and in the middle of an answer", async (_, alive) => {
    const parts = await decode([
      alive,
      event({ delta: { content: "a" } }, { id: "i" }),
      alive,
      content("b", "stop"),
      done,
    ]);
    expect(parts).toEqual([{ type: "response", choice: 0, id: "i" }, text("a"), text("b"), finish()]);
  });

  it("recognizes [DONE] with any white space around it", async () => {
    expect((await decode([content("a"), { data: " [DONE] " }, content("ghost")])).at(-1)).toEqual(finish());
  });

  it.each([
    ["reasoning", { reasoning: "hm" }],
    ["reasoning_content", { reasoning_content: "hm" }],
    ["thinking", { thinking: "hm" }],
    ["one of two, where the other is empty", { reasoning_content: "", reasoning: "hm" }],
    ["both, once", { reasoning_content: "hm", reasoning: "hm" }],
    [
      "details",
      {
        reasoning_details: [
          { type: "reasoning.text", text: "h" },
          { type: "reasoning.summary", summary: "m" },
        ],
      },
    ],
    ["details beside a field, once", { reasoning: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] }],
    ["thinking parts", { content: [{ type: "thinking", thinking: [{ type: "text", text: "hm" }] }] }],
    ["reasoning parts", { content: [{ type: "reasoning", text: "hm" }] }],
  ])("decodes reasoning in %s", async (_, delta) => {
    const parts = await decode([event({ delta }), done]);
    expect(parts.filter(isDelta)).toEqual([reasoning("hm")]);
  });

  it("decodes no reasoning from encrypted or other details", async () => {
    const details = [{ type: "reasoning.encrypted", data: "abc=" }, 5, null];
    expect(
      (await decode([event({ delta: { reasoning: {}, reasoning_details: details } }), done])).filter(isDelta),
    ).toEqual([]);
  });

  it("accepts an index that is a string", async () => {
    const parts = await decode([event({ index: "1", delta: { content: "a" }, finish_reason: "stop" }), done]);
    expect(parts.at(-1)).toEqual(finish(1));
  });

  it("accepts a whole message instead of deltas only if it is the whole answer", async () => {
    const message = { role: "assistant", content: "all" };
    expect(textOf(await decode([event({ message, finish_reason: "stop" }), done]))).toBe("all");
    expect(textOf(await decode([event({ message }), event({ message, finish_reason: "stop" }), done]))).toBe("");
    expect(textOf(await decode([event({ delta: { content: "a" }, message, finish_reason: "stop" }), done]))).toBe("a");
  });

  it("keeps usage figures if a later chunk reports 0, and otherwise accepts later totals", async () => {
    const told = (figures: object): ServerSentEvent => ({ data: JSON.stringify({ choices: [], usage: figures }) });
    const parts = await decode([
      content("a", "stop"),
      told({ prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } }),
      told({ prompt_tokens: 0, completion_tokens: 2, total_tokens: 2 }),
      told({ input_tokens: 0, output_tokens: 0 }),
      done,
    ]);
    expect(parts.at(-1)).toEqual({
      type: "usage",
      choice: 0,
      usage: { promptTokens: 9, completionTokens: 2, totalTokens: 11, cachedTokens: 4, estimated: false },
    });
  });

  it("ignores a usage figure with too many digits", async () => {
    const usage = { prompt_tokens: 4_111_111_111_111_111, completion_tokens: 1, total_tokens: 4_111_111_111_111_111 };
    const parts = await decode([content("a", "stop"), { data: JSON.stringify({ choices: [], usage }) }, done]);
    expect(parts.at(-1)).toMatchObject({ usage: { promptTokens: 0, completionTokens: 1, totalTokens: 1 } });
  });

  it("delivers what it decoded before a failure", async () => {
    const got: StreamPart[] = [];
    const stream = pipeline<StreamPart>(fromIterable([content("a"), content("b"), { data: "{" }]), [
      chatCompletionDecoder(),
    ]);
    await expect(
      (async () => {
        for await (const part of stream) got.push(part);
      })(),
    ).rejects.toMatchObject({ code: "malformed" });
    expect(textOf(got)).toBe("ab");
  });

  it("decodes every channel, odd nulls, empty events and several choices", async () => {
    const parts = await decode([
      { data: "" },
      event({ index: 0, delta: null }),
      { data: '{"choices":null}' },
      event({ index: 0, delta: { reasoning: "r" } }, { id: "i", model: "m" }),
      event({ index: 0, delta: { content: [{ type: "text", text: "p" }], refusal: "no" } }),
      event({ index: 1, text: "old" }),
      event({ index: 0, delta: { function_call: { name: "f", arguments: "{" } } }),
      event({
        index: 0,
        delta: { x_text: "unknown" },
        logprobs: { content: [{ token: "secret" }] },
        finish_reason: "function_call",
      }),
      event({ index: 1, finish_reason: "length" }),
      { data: '{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}' },
    ]);
    expect(joinParts(parts)).toMatchObject({
      texts: {
        "0 reasoning-delta": "r",
        "0 text-delta": "p",
        "0 refusal-delta": "no",
        "1 text-delta": "old",
        "0 tool-call-delta 0": "{",
      },
      openings: [[0, undefined, "f"]],
    });
    expect(JSON.stringify(parts)).not.toMatch(/unknown|secret/);
    expect(parts.at(-1)).toMatchObject({ type: "usage", usage: { totalTokens: 3, estimated: false } });
    expect(parts.filter(({ type }) => type === "finish")).toHaveLength(2);
  });
});
