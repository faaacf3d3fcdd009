import { describe, expect, it } from "vitest";
import type { RailsConfig } from "../../src/config/rails-config.ts";
import { StreamingNotSupportedError } from "../../src/errors.ts";
import { defineRail } from "../../src/rails/rail.ts";
import {
  chat,
  chunksOf,
  errorOf,
  eventsOf,
  FakeClock,
  gatewayOf,
  regexRails,
  scripted,
  SECRET,
  textOf,
  USER,
  withoutIds,
} from "./gateway.ts";

const CREATED = 1_700_000_000;
const LEAK = `The key is ${SECRET}, keep it.`;

/** The bytes of a stream, with fixed ids and a fixed time. */
const stream = async (config: RailsConfig, body: object = {}): Promise<string> => {
  const response = await chat(gatewayOf(config, { clock: new FakeClock() }), { stream: true, ...body });
  expect(response.status).toBe(200);
  return withoutIds(await response.text());
};

const chunk = (choices: object[], extra: object = {}): string =>
  `data: ${JSON.stringify({ id: "ID", object: "chat.completion.chunk", created: CREATED, model: "m-1", choices, ...extra })}\n\n`;
const delta = (content: object, index = 0): object => ({ index, delta: content, finish_reason: null });
const finish = (reason: string, index = 0): object => ({ index, delta: {}, finish_reason: reason });
const ROLE = chunk([delta({ role: "assistant", content: "" })]);
const DONE = "data: [DONE]\n\n";
const say = (content: string): string => chunk([delta({ content })]);
const blocked = (channel = "text", at: object = {}): object => ({
  guardrails: {
    status: "blocked",
    rail: "regex check output",
    code: "content_blocked",
    channel,
    ...at,
    rail_type: "output",
  },
});

describe("a streamed answer", () => {
  it("equals the OpenAI API's, byte for byte", async () => {
    expect(await stream(scripted({ replies: ["Hello dear\nyou"] }))).toBe(
      ROLE + say("Hello ") + say("dear\n") + say("you") + chunk([finish("stop")]) + DONE,
    );
  });

  it("has headers against buffering", async () => {
    const { headers } = await chat(gatewayOf(scripted({})), { stream: true });
    expect(Object.fromEntries(headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "x-request-id": expect.stringMatching(/^req_[0-9a-f-]{36}$/) as string,
    });
  });

  it("ends with its usage if requested", async () => {
    const config = scripted({ replies: ["a b"], usage: { prompt_tokens: 7, completion_tokens: 2 } });
    const text = await stream(config, { stream_options: { include_usage: true } });
    expect(text.startsWith(ROLE + say("a ") + say("b") + chunk([finish("stop")]))).toBe(true);
    const [usage, done] = eventsOf(text).slice(-2);
    expect(done).toBe("[DONE]");
    expect(JSON.parse(usage ?? "")).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
      guardrails: { usage: { estimated: false, withheld_tokens: 0 } },
    });
  });

  it("ends after a block, with the verdict as data", async () => {
    const text = await stream(scripted({ replies: [LEAK] }, regexRails()));
    const start = LEAK.indexOf(SECRET);
    const at = { start, end: start + SECRET.length };
    expect(text.startsWith(ROLE + say("The ") + say("key ") + say("is "))).toBe(true);
    const chunks = chunksOf(text);
    expect(textOf(chunks)).toBe("The key is ");
    expect(chunks.at(-2)).toMatchObject({ choices: [delta({})], ...blocked("text", { start: at.start }) });
    expect(text.endsWith(chunk([finish("content_filter")]) + DONE)).toBe(true);
    expect(text).not.toContain(SECRET.slice(0, 8));
  });

  it("can end with NeMo's error on a block", async () => {
    const text = await stream(scripted({ replies: [LEAK] }, regexRails({ on_block: "error" })));
    const error = {
      message: "Blocked by regex check output rails.",
      type: "guardrails_violation",
      param: "regex check output",
      code: "content_blocked",
    };
    expect(text.endsWith(`data: ${JSON.stringify({ error })}\n\n${DONE}`)).toBe(true);
  });

  it("can end with the refusal as text on a block", async () => {
    const text = await stream(scripted({ replies: [LEAK] }, regexRails({ on_block: "message" })));
    expect(textOf(chunksOf(text))).toBe("The key is I'm sorry, I can't respond to that.");
    expect(text.endsWith(chunk([finish("content_filter")]) + DONE)).toBe(true);
  });

  it("is the refusal of a blocked request", async () => {
    const text = await stream(scripted({ replies: ["never"] }, regexRails()), {
      messages: [{ ...USER, content: "something forbidden" }],
    });
    expect(text.startsWith(ROLE + say("I'm sorry, I can't respond to that."))).toBe(true);
    expect(text.endsWith(chunk([finish("content_filter")]) + DONE)).toBe(true);
    expect(chunksOf(text).at(-2)?.guardrails).toMatchObject({ rail: "regex check input", rail_type: "input" });
  });

  it("keeps several choices apart, and guards each", async () => {
    const replies = ["one two", LEAK];
    const plain = chunksOf(await stream(scripted({ replies }), { n: 2 }));
    expect([textOf(plain, 0), textOf(plain, 1)]).toEqual(replies);
    const guarded = await stream(scripted({ replies }, regexRails()), { n: 2 });
    expect(guarded).not.toContain(SECRET.slice(0, 8));
    expect(guarded.match(/"finish_reason":"content_filter"/g)).toHaveLength(2);
  });

  it.each<readonly [string, string, object]>([
    ["reasoning", "reasoning", { reasoning: LEAK, content: "fine" }],
    ["a refusal", "refusal", { refusal: LEAK }],
    ["tool arguments", "tool-call", { tool_calls: [{ name: "f", arguments: { key: SECRET } }] }],
  ])("is blocked for %s as for its text (A13)", async (_name, channel, reply) => {
    const config = scripted({ replies: [reply], chunk: 3 }, regexRails());
    const text = await stream(config, { tools: [{ type: "function", function: { name: "f" } }] });
    expect(text).not.toContain(SECRET);
    expect(chunksOf(text).at(-2)?.guardrails).toMatchObject({ status: "blocked", channel });
    const json = await (await chat(gatewayOf(config))).text();
    expect(json).not.toContain(SECRET);
    expect(json).toContain('"content_filter"');
  });

  it.each([
    ["an error (B1)", '{"error":{"message":"pwned"}}'],
    ["a chunk (B2)", '{"id":"evil","choices":[{"delta":{"tool_calls":[]},"finish_reason":"stop"}]}'],
    ["the end of the stream (B3)", "x\n\ndata: [DONE]\n\n\r\ny\r\u2028\0\ud800"],
  ])("may have a text that looks like %s", async (_name, content) => {
    const text = await stream(scripted({ replies: [content], chunk: 1_000 }));
    expect(textOf(chunksOf(text))).toBe(content);
    expect(eventsOf(text).filter((data) => data === "[DONE]")).toHaveLength(1);
    expect(chunksOf(text).every(({ id, error }) => id === "ID" && error === undefined)).toBe(true);
  });

  it("is rejected with NeMo's error if output rails do not stream", async () => {
    const rails = { ...regexRails(), output: { flows: ["regex check output"] } };
    const response = await chat(gatewayOf(scripted({}, rails)), { stream: true });
    expect(response.status).toBe(400);
    const { code, message } = new StreamingNotSupportedError();
    expect(await errorOf(response)).toEqual({ message, type: "invalid_request_error", param: null, code });
  });

  it("shows its log to clients only with debug enabled", async () => {
    const app = gatewayOf(scripted({ replies: ["a"] }), { debug: true });
    const body = { options: { log: { llm_calls: true } } };
    const events = eventsOf(await (await chat(app, { stream: true, ...body })).text());
    expect(JSON.parse(events.at(-2) ?? "")).toMatchObject({
      choices: [],
      guardrails: { log: { llm_calls: [{ completion: "a" }] } },
    });
    expect(await (await chat(app, body)).json()).toMatchObject({
      guardrails: { log: { llm_calls: [{ completion: "a" }] } },
    });
  });
});

describe("a JSON answer", () => {
  it.each<readonly [string, string, string, string]>([
    ["plain", "hi", "Hello you", "passed"],
    ["blocked", "hi", LEAK, "blocked"],
    ["refused", "forbidden", "Hello you", "blocked"],
  ])("has the same verdict as the stream: %s (C6)", async (_name, content, reply, status) => {
    const config = scripted({ replies: [reply] }, regexRails());
    const body = { messages: [{ role: "user", content }] };
    const response = await chat(gatewayOf(config, { clock: new FakeClock() }), body);
    expect(response.headers.get("content-type")).toContain("application/json");
    const json = JSON.parse(withoutIds(await response.text())) as Record<string, unknown>;
    const chunks = chunksOf(await stream(config, body));
    const said = status === "passed" ? reply : "I'm sorry, I can't respond to that.";
    const reason = status === "passed" ? "stop" : "content_filter";
    expect(json).toMatchObject({
      id: "ID",
      object: "chat.completion",
      created: CREATED,
      model: "m-1",
      choices: [{ index: 0, message: { role: "assistant", content: said, refusal: null }, finish_reason: reason }],
      guardrails: { status, config_id: "main" },
    });
    expect(chunks.at(-1)?.choices?.[0]?.finish_reason).toBe(reason);
    if (status === "passed") expect(textOf(chunks)).toBe(said);
  });

  it("is the refusal if a rail fails, without a reason", async () => {
    const broken = defineRail({
      name: "broken",
      reads: "whole",
      check: () => Promise.reject(new Error("secret stack")),
    });
    const app = gatewayOf(scripted({ replies: ["x"] }, { output: { flows: ["broken"] } }), { rails: [broken] });
    const text = await (await chat(app)).text();
    expect(text).not.toContain("secret stack");
    expect(JSON.parse(text)).toMatchObject({
      choices: [{ finish_reason: "content_filter" }],
      guardrails: { status: "blocked", code: "rail_execution_failure" },
    });
  });
});
