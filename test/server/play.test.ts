import { describe, expect, it } from "vitest";
import { createApp } from "../../src/server/app.ts";
import type { ListedConfig, TimedEvent } from "../../src/server/play/play-events.ts";
import { playPage } from "../../src/server/play/play-routes.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { errorOf, jsonRequest, regexRails, scripted, USER } from "./gateway.ts";

const FILES = {
  "index.html": "<!doctype html><head></head>",
  "main.js": "start();",
  "play.css": "body{}",
  "secret.txt": "no",
};
const guarded = scripted(
  { replies: [{ match: "hello", content: "Hello, it is sk-live0123456789abcdefghij" }] },
  regexRails(),
);
const app = createApp({ configs: { guarded } }, playPage(FILES));

const post = (body: object, to = app): Response | Promise<Response> => to.request("/play/answers", jsonRequest(body));
const chat = { model: "guarded", messages: [USER] };

const events = async (response: Response): Promise<readonly TimedEvent[]> =>
  (await response.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as TimedEvent);

describe("the playground", () => {
  it("is disabled by default", async () => {
    const other = createApp({ configs: { guarded } });
    for (const path of ["/play", "/play/main.js", "/play/configs"])
      expect((await other.request(path)).status).toBe(404);
    expect((await post({ chat }, other)).status).toBe(404);
  });

  it.each([
    ["/play", "text/html; charset=utf-8", expect.stringMatching(/^<!doctype html><head>.*<\/head>$/s)],
    ["/play/main.js", "text/javascript; charset=utf-8", FILES["main.js"]],
    ["/play/play.css", "text/css; charset=utf-8", FILES["play.css"]],
  ])("serves %s with a policy against external content", async (path, type, text) => {
    const response = await app.request(path);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("content-security-policy")).toMatch(
      /^default-src 'none'; script-src 'self'; style-src 'self'/,
    );
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await response.text()).toEqual(text);
  });

  it.each([
    "/play/secret.txt",
    "/play/nothing.js",
    "/play/%2e%2e/main.js",
    "/play/__proto__",
    "/play/constructor",
    "/play/a/main.js",
  ])("has no file at %s", async (path) => {
    expect((await app.request(path)).status).toBe(404);
  });

  it("lists configs with their rails, patterns and the questions of their scripts", async () => {
    const [config] = (await (await app.request("/play/configs")).json()) as readonly ListedConfig[];
    expect(config).toEqual({
      id: "guarded",
      model: "scripted/m-1",
      rails: [
        { flow: "regex check input", type: "input", reads: "incremental" },
        { flow: "regex check output", type: "output", reads: "incremental" },
      ],
      patterns: ["sk-[a-z0-9]{20,40}"],
      action: "block",
      questions: ["hello"],
    });
  });

  it("requires the gateway's API key for everything except its files", async () => {
    const closed = createApp({ configs: { guarded }, apiKeys: ["key"] }, playPage(FILES));
    expect((await closed.request("/play")).status).toBe(200);
    expect((await closed.request("/play/configs")).status).toBe(401);
    expect((await post({ chat }, closed)).status).toBe(401);
  });
});

describe("POST /play/answers", () => {
  it("returns the model's text beside the delivered text, and the outcome", async () => {
    const told = await events(await post({ chat: { ...chat, messages: [{ role: "user", content: "hello" }] } }));
    const textOf = (type: string): string =>
      told.map((event) => (event.type === type && "text" in event ? event.text : "")).join("");
    expect(textOf("generated")).toContain("sk-live");
    expect(textOf("delivered")).toBe("Hello, it is ");
    const last = told.at(-1);
    expect(last).toMatchObject({
      type: "end",
      outcome: { status: "blocked", rail: "regex check output" },
      stopped: true,
    });
    expect(last).toMatchObject({
      rails: expect.arrayContaining([expect.objectContaining({ rail: "regex check output" })]),
    });
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  it("checks a recorded answer with other patterns without calling the model", async () => {
    let asked = 0;
    const judged = scripted(
      { replies: ["unused"] },
      { output: { flows: ["self check output"], streaming: { enabled: true } } },
    );
    const fail = (): Promise<never> => Promise.reject(new Error(`asked ${(asked += 1)} times`));
    const engines = { scripted: () => ({ provider: "scripted", model: "m", generate: fail, stream: fail }) };
    const other = createApp({ configs: { judged }, engines }, playPage(FILES));
    const recording = [
      { channel: "text", text: "call 0151" },
      { channel: "text", text: "234 now" },
    ];
    const edits = { patterns: ["[0-9]{5,9}"], action: "mask" };
    const told = await events(await post({ chat: { model: "judged", messages: [USER] }, recording, edits }, other));
    expect(told.map((event) => (event.type === "delivered" ? event.text : "")).join("")).toBe("call <REDACTED> now");
    expect(told[0]).toMatchObject({ type: "begin", rails: [{ flow: "regex redact output" }] });
    expect(asked).toBe(0);
  });

  it.each([
    [{ chat, edits: { patterns: ["("], action: "mask" } }, /Pattern '\('/],
    [{ chat, edits: { patterns: ["x".repeat(1_001)], action: "mask" } }, /edits\.patterns/],
    [{ chat, edits: { patterns: [], action: "drop" } }, /edits\.action/],
    [{ chat, recording: [{ channel: "text", text: "x".repeat(400_001) }] }, /Too long/],
    [{ chat, recording: [{ channel: "tool-call", text: "x" }] }, /recording/],
    [{ chat, more: true }, /more/],
    [{}, /chat/],
  ])("rejects %j with a 400 and a reason", async (body, message) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect((await errorOf(response)).message).toMatch(message);
  });

  it("cancels the model when its reader cancels", async () => {
    const slow = scripted({ replies: ["word ".repeat(500)], delay_ms: 1 });
    const ended: unknown[] = [];
    const onEvent = (event: GatewayEvent): unknown => ended.push(event.cancelled);
    const other = createApp({ configs: { slow }, onEvent }, playPage(FILES));
    const response = await post({ chat: { model: "slow", messages: [USER] } }, other);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(ended).toEqual([true]);
  });
});
