import { describe, expect, it } from "vitest";
import { failureLine, requestLine } from "../../../src/cli/server/server-log.ts";
import { failureReport } from "../../../src/server/failure-report.ts";
import type { GatewayEvent } from "../../../src/server/request-record.ts";
import { errorOf, settle } from "../gateway.ts";
import {
  before,
  HI,
  type Item,
  type Json,
  outputOf,
  post,
  referTo,
  streamed,
  TEXT,
  watched,
} from "./recorded-items.ts";

describe("items that POST /v1/responses delivered", () => {
  it("are stored before the end of their stream is delivered", async () => {
    let keep = (): void => {};
    const kept = new Promise<void>((resolve) => (keep = resolve));
    const { app } = before(TEXT, { items: { get: async () => undefined, put: () => kept } });
    const response = await post(app, { input: "hi", stream: true });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    const all = (async () => {
      for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) text += read.value;
    })();
    while (!text.includes("Hello there")) await new Promise((resolve) => setImmediate(resolve));
    expect(text).not.toContain("response.completed");
    keep();
    await all;
    expect(text).toContain("response.completed");
  });

  it("are stored as far as they were read when their reader cancels", async () => {
    const chunk = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "One, " }, finish_reason: null }] })}\n\n`;
    const asked: Json[] = [];
    const store = watched();
    const awaited: Promise<unknown>[] = [];
    const { app } = before(TEXT, {
      items: store.items,
      waitUntil: (work) => awaited.push(work),
      fetch: async (_url, init) => {
        const body = JSON.parse(init?.body as string) as Json;
        asked.push(body);
        if (asked.length > 1) return streamed(TEXT);
        const endless = new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode(chunk)) });
        return new Response(endless, { headers: { "content-type": "text/event-stream" } });
      },
    });
    const response = await post(app, { input: "hi", stream: true });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("One, ")) text += (await reader?.read())?.value ?? "";
    expect([awaited.length, store.put.length]).toEqual([1, 0]);
    reader?.cancel().catch(() => {});
    await Promise.all(awaited);
    expect(store.put).toHaveLength(1);
    const [id] = /msg_[\da-f-]+_0/.exec(text) ?? [];
    expect((await post(app, { input: [HI, { type: "item_reference", id }, HI] })).status).toBe(200);
    expect(asked.at(-1)?.["messages"]).toEqual([HI, { role: "assistant", content: "One, " }, HI]);
  });

  it("are reported to the operator if storing fails after the reader has cancelled", async () => {
    const chunk = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: "One, " }, finish_reason: null }] })}\n\n`;
    const events: GatewayEvent[] = [];
    const fails: ((error: Error) => void)[] = [];
    const { app } = before(TEXT, {
      items: { get: async () => undefined, put: () => new Promise((_, reject) => fails.push(reject)) },
      onEvent: (event) => events.push(event),
      fetch: async () => {
        const endless = new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode(chunk)) });
        return new Response(endless, { headers: { "content-type": "text/event-stream" } });
      },
    });
    const response = await post(app, { input: "hi", stream: true });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("One, ")) text += (await reader?.read())?.value ?? "";
    const left = reader?.cancel();
    while (fails.length === 0) await settle();
    expect(events).toEqual([]);
    for (const fail of fails) fail(new Error("no room"));
    await left;
    await settle();
    expect(events.map(failureReport)).toMatchObject([{ status: 200, notKept: "Error: no room" }]);
    for (const line of [failureLine, requestLine])
      expect(events.map(line).join("")).toContain(' not-kept="Error: no room" ');
  });

  it("of one API key share an owner, which differs from that of others", async () => {
    const store = watched();
    const { app } = before(TEXT, { items: store.items });
    for (const key of ["key-one", "key-two", "key-one"]) await outputOf(await post(app, { input: "hi" }, key));
    const [one, two, again] = store.put.map(({ share }) => share);
    expect(one).toMatch(/^[\da-f]{64}$/);
    expect(again).toBe(one);
    expect(two).not.toBe(one);
  });

  it("count towards the limit of a body", async () => {
    const { app } = before(
      { ...TEXT, content: "word ".repeat(1_000) },
      { limits: { maxBodyBytes: 6_000, maxMessages: 4 } },
    );
    const first = await outputOf(await post(app, { input: "hi" }));
    const second = await outputOf(await post(app, { input: "hi" }));
    expect((await post(app, { input: [HI, ...referTo(first), HI] })).status).toBe(200);
    const both = await post(app, { input: [...referTo(first), ...referTo(second)] });
    expect([both.status, (await errorOf(both)).code]).toEqual([413, "body_too_large"]);
    const many = Array.from({ length: 5 }, () => ({ type: "item_reference", id: `msg_${crypto.randomUUID()}_0` }));
    expect((await errorOf(await post(app, { input: many }))).message).toContain("more than 4 responses");
    const large = before({ ...TEXT, content: "word ".repeat(2_000) }, { limits: { maxBodyBytes: 6_000 } });
    const items = await outputOf(await post(large.app, { input: "hi" }));
    expect((await post(large.app, { input: [HI, ...referTo(items), HI] })).status).toBe(400);
  });

  it("count in full, even if only a part of a response is referred to", async () => {
    const long = { ...TEXT, reasoning_content: "word ".repeat(500) };
    const { app } = before(long, { limits: { maxBodyBytes: 5_000 } });
    const messages: Item[] = [];
    for (let at = 0; at < 2; at++) messages.push(...(await outputOf(await post(app, { input: "hi" }))).slice(-1));
    expect(messages.map(({ type }) => type)).toEqual(["message", "message"]);
    expect((await post(app, { input: [...referTo(messages.slice(0, 1)), HI] })).status).toBe(200);
    const both = await post(app, { input: [...referTo(messages), HI] });
    expect([both.status, (await errorOf(both)).code]).toEqual([413, "body_too_large"]);
  });
});
