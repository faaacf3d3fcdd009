import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FormatDecoder } from "../../../src/engine/guard/answer-formats.ts";
import { guardFetch } from "../../../src/engine/guard/guard-fetch.ts";
import { ANSWER_FORMATS } from "../../../src/engine/guard/request-formats.ts";
import { modelUpstream } from "../../../src/http/upstream-error.ts";
import { collectText, fromIterable, sseDecoder } from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { drainAnswer } from "../../../src/wire/answer.ts";
import { messagesWire } from "../../../src/wire/anthropic/messages-wire.ts";
import { chatWire } from "../../../src/wire/openai/chat-wire.ts";
import { ItemNames } from "../../../src/wire/responses/item-names.ts";
import { responsesWire } from "../../../src/wire/responses/responses-wire.ts";
import type { AnswerWire } from "../../../src/wire/wire.ts";
import { railsOf, REGEX_OUTPUT, user } from "../../support/engine.ts";
import { partsArbitrary } from "../../wire/parts-arbitrary.ts";

const WIRES: readonly (readonly [string, AnswerWire])[] = [
  ["chat completions", chatWire],
  ["responses", responsesWire],
  ["messages", messagesWire],
];

const FRAME = { id: "msg_up", created: 1_700_000_000, model: "m", includeUsage: true };
const ALLOWED = { status: "passed", verdicts: [] } as const;
const UPSTREAM = modelUpstream("upstream");

const EVENTS = { "content-type": "text/event-stream" };

const streamed = (wire: AnswerWire, parts: readonly StreamPart[]): Promise<string> =>
  collectText(pipeline(fromIterable(parts), wire.writer(FRAME).stages as never));

const whole = async (wire: AnswerWire, parts: readonly StreamPart[]): Promise<string> =>
  wire.complete(await drainAnswer(fromIterable(parts), "refused"), ALLOWED, FRAME).text;

/** A stream as decoded by a reader of its format. */
const readOf = (text: string) =>
  drainAnswer(
    pipeline<StreamPart>(new Blob([text]).stream(), [
      sseDecoder(),
      new FormatDecoder(ANSWER_FORMATS, UPSTREAM, new ItemNames(() => true, true)),
    ]),
    "refused",
  );

const said = (text: string): readonly StreamPart[] => [
  { type: "response", choice: 0, id: "up_1", model: "m-up" },
  { type: "text-delta", choice: 0, text },
  { type: "finish", choice: 0, reason: "stop" },
  { type: "usage", choice: 0, usage: { promptTokens: 3, completionTokens: 4, totalTokens: 7, estimated: false } },
];

const secret = railsOf(REGEX_OUTPUT("secret"));

const MESSAGES = [{ role: "user", content: "hello there" }];
const USAGE = { stream_options: { include_usage: true } };

describe("guardFetch, if an answer is blocked before the upstream reports usage,", () => {
  const asked = async (path: string, wire: AnswerWire, question: object): Promise<string> => {
    const text = await streamed(wire, said("one secret"));
    const fetch = guardFetch(secret, { fetch: async () => new Response(text, { headers: EVENTS }) });
    const body = JSON.stringify({ model: "m", stream: true, ...question });
    return (await fetch(`https://api.example/v1/${path}`, { method: "POST", body })).text();
  };

  it.each([
    ["chat/completions", chatWire, { messages: MESSAGES, ...USAGE }],
    ["responses", responsesWire, { input: MESSAGES }],
    ["messages", messagesWire, { max_tokens: 9, messages: MESSAGES }],
  ] as const)("estimates the usage on %s", async (path, wire, question) => {
    const { usage, choices } = await readOf(await asked(path, wire, question));
    expect(choices[0]?.finishReason).toBe("content_filter");
    expect(usage?.promptTokens).toBeGreaterThan(1);
    expect(usage?.completionTokens).toBeGreaterThan(0);
  });

  it("sends no usage chunk unless it was requested", async () => {
    const text = await asked("chat/completions", chatWire, { messages: MESSAGES });
    expect((await readOf(text)).usage).toBeUndefined();
  });
});

describe.each(WIRES)("guardResponse on %s", (_name, wire) => {
  it("re-encodes a stream without changes, part by part", async () => {
    await fc.assert(
      fc.asyncProperty(partsArbitrary, async (parts) => {
        const text = await streamed(wire, [...parts, ...said("x").slice(2)]);
        const guarded = await (await railsOf("").guardResponse(new Response(text, { headers: EVENTS }))).text();
        expect(guarded.split("\n")[0]?.slice(0, 12)).toBe(text.split("\n")[0]?.slice(0, 12));
        const [{ facts: _own, ...told }, { facts: _upstreams, ...expected }] = [
          await readOf(guarded),
          await readOf(text),
        ];
        expect(told).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it("blocks in a stream and in a complete answer", async () => {
    const stream = await secret.guardResponse(
      new Response(await streamed(wire, said("a secret")), { headers: { ...EVENTS, "x-request-id": "req-1" } }),
    );
    expect(stream.headers.get("x-request-id")).toBe("req-1");
    const text = await stream.text();
    expect(text).not.toContain("secret");
    expect((await readOf(text)).choices[0]?.finishReason).toBe("content_filter");
    const body = await whole(wire, said("a secret"));
    const json = await (await secret.guardResponse(new Response(body))).text();
    expect(json).not.toContain("a secret");
    expect(json).toContain("I'm sorry, I can't respond to that.");
  });

  it("keeps the upstream's id, model and usage", async () => {
    const body = await whole(wire, said("fine"));
    const json = (await (await secret.guardResponse(new Response(body))).json()) as Record<string, unknown>;
    expect(json).toMatchObject({ id: "msg_up", model: "m-up" });
    const { usage } = JSON.parse(body) as { usage: object };
    expect(json["usage"]).toEqual(usage);
  });

  it("reports the upstream's usage for a blocked complete answer", async () => {
    const body = await whole(wire, said("a secret"));
    const json = (await (await secret.guardResponse(new Response(body))).json()) as Record<string, unknown>;
    const { usage } = JSON.parse(body) as { usage: object };
    expect(json["usage"]).toEqual(usage);
  });

  it("ignores token counts that are strings or fractions", async () => {
    for (const digits of ["4111111111111111", "0.4111111111111111"]) {
      const odd = (text: string): string => text.replaceAll(/(_tokens":)[34]\b/g, `$1${digits}`);
      const [stream, json] = [odd(await streamed(wire, said("fine"))), odd(await whole(wire, said("fine")))];
      for (const body of [stream, json]) {
        expect(body).toContain(digits);
        const guarded = await secret.guardResponse(new Response(body, { headers: body === stream ? EVENTS : {} }));
        expect(await guarded.text()).not.toContain("4111");
      }
    }
  });

  it("answers a blocked request in the format of the URL, without reading the response", async () => {
    const rails = railsOf(
      "rails:\n  config: { regex_detection: { input: { patterns: [badin] } } }\n  input: { flows: [regex check input] }\n",
    );
    const response = new Response(await streamed(wire, said("x")), { headers: EVENTS });
    const path = wire === chatWire ? "chat/completions" : wire.name;
    Object.defineProperty(response, "url", { value: `https://up.test/v1/${path}?a=b` });
    const text = await (await rails.guardResponse(response, { messages: [user("badin")] })).text();
    expect((await readOf(text)).choices[0]).toMatchObject({
      finishReason: "content_filter",
      content: expect.stringContaining("sorry") as unknown,
    });
  });

  it("reports an error in the form of the format", async () => {
    const failed = wire.failed({
      status: 429,
      error: { message: "m", type: "rate_limit_error", param: null, code: "c" },
    });
    const response = new Response(failed.text, { status: 429 });
    Object.defineProperty(response, "url", { value: `https://up.test/v1/${wire.name}` });
    const guarded = await secret.guardResponse(response);
    expect(guarded.status).toBe(429);
    const json = (await guarded.json()) as Record<string, unknown>;
    expect(json["type"]).toBe(wire === messagesWire ? "error" : undefined);
    expect(json).toMatchObject({ error: { code: "rate_limit" } });
  });

  it("ends a broken stream as the format does", async () => {
    const text = await streamed(wire, said("one two"));
    const events = text.split("\n\n");
    const cut = events.slice(0, events.findIndex((event) => event.includes("one two")) + 1).join("\n\n");
    const guarded = await (await secret.guardResponse(new Response(`${cut}\n\n`, { headers: EVENTS }))).text();
    expect(guarded).toContain("one two");
    await expect(readOf(guarded)).rejects.toMatchObject({ name: "ProviderError" });
  });
});

describe("the first event that identifies a format", () => {
  const BLANK = ["data:", "data: [DONE]", "data: : PROCESSING", "event: ping\ndata: {}", 'data: {"type": "ping"}'];

  it.each(WIRES.flatMap(([name, wire]) => BLANK.map((event) => [name, event, wire] as const)))(
    "of %s may follow %j",
    async (_, event, wire) => {
      const text = await streamed(wire, said("one two"));
      expect(await readOf(`${event}\n\n${text}`)).toEqual(await readOf(text));
    },
  );

  it.each(["", ...BLANK])("does not occur in a stream of %j", async (event) => {
    await expect(readOf(`${event}\n\n`)).rejects.toThrow("empty");
  });

  it.each(["event: error\ndata: {}", 'data: {"error":{"message":"m"}}', 'data: {"type":"error","message":"m"}'])(
    "may be an error of any format: %s",
    async (event) => {
      await expect(readOf(`${event}\n\n`)).rejects.toMatchObject({ name: "ProviderError", code: "server" });
    },
  );
});

describe("guardResponse on an unknown format", () => {
  it.each([
    ["an AI SDK UI stream", 'data: {"type":"start"}\n\ndata: {"type":"text-delta","delta":"secret"}\n\n', EVENTS],
    ["another JSON", '{"text": "secret"}', { "content-type": "application/json" }],
  ])("rejects %s with a reason", async (_name, body, headers) => {
    const failure = secret.guardResponse(new Response(body, { headers }));
    await expect(failure).rejects.toMatchObject({
      code: "unknown_format",
      message: expect.stringContaining("unknown format") as unknown,
    });
  });
});

describe("guardResponse on the Responses API of OpenAI", () => {
  const item = (type: string, index: number, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, output_index: index, ...fields })}\n\n`;
  const thought = { type: "reasoning", id: "rs_up", summary: [], encrypted_content: "gAAAA" };
  const call = {
    type: "function_call",
    id: "fc_up",
    call_id: "call_up",
    name: "f",
    arguments: "{}",
    status: "completed",
  };
  const hosted = { type: "web_search_call", id: "ws_up", status: "completed", action: { query: "words" } };
  const message = {
    type: "message",
    id: "msg_up",
    role: "assistant",
    status: "completed",
    content: [
      { type: "output_text", text: "Hello", annotations: [{ type: "url_citation", url: "https://hidden.test" }] },
    ],
  };
  const response = {
    id: "resp_up",
    object: "response",
    created_at: 1_800_000_000,
    model: "gpt",
    status: "completed",
    output: [thought, hosted, message, call],
    instructions: "hidden",
  };
  const stream = [
    item("response.created", 0, { response: { ...response, status: "in_progress" } }),
    item("response.output_item.added", 0, { item: { ...thought, encrypted_content: "" } }),
    item("response.output_item.done", 0, { item: thought }),
    item("response.output_item.added", 1, { item: hosted }),
    item("response.output_item.done", 1, { item: hosted }),
    item("response.output_item.added", 2, { item: { ...message, content: [] } }),
    item("response.output_text.delta", 2, { item_id: "msg_up", delta: "Hello" }),
    item("response.output_item.done", 2, { item: message }),
    item("response.output_item.done", 3, { item: call }),
    item("response.completed", 0, { response }),
  ].join("");

  it.each([
    ["streamed", new Response(stream, { headers: EVENTS })],
    ["whole", Response.json(response)],
  ])("keeps item ids and encrypted reasoning, and no unchecked content, %s", async (_name, upstream) => {
    const text = await (await secret.guardResponse(upstream)).text();
    expect(text).not.toContain("hidden");
    const last = text.startsWith("{") ? text : (text.split("\n\n").at(-2)?.split("\ndata: ")[1] ?? "");
    const json = JSON.parse(last) as { readonly response?: object };
    expect(json.response ?? json).toMatchObject({
      id: "resp_up",
      created_at: 1_800_000_000,
      model: "gpt",
      status: "completed",
      output: [
        { type: "reasoning", id: "rs_up", encrypted_content: "gAAAA" },
        hosted,
        { type: "message", id: "msg_up", content: [{ text: "Hello" }] },
        { type: "function_call", id: "fc_up", call_id: "call_up", name: "f", arguments: "{}" },
      ],
    });
  });

  it("treats a failed response as an error", async () => {
    const failed = item("response.failed", 0, {
      response: { ...response, status: "failed", error: { code: "server_error", message: "secret" } },
    });
    const guarded = secret.guardResponse(new Response(failed, { headers: EVENTS }));
    await expect(guarded).rejects.toMatchObject({ code: "server" });
  });
});
