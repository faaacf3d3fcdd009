import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { createApp } from "../../../src/server/app.ts";
import { chunk, ODD_ANSWER as WHOLE, ODD_EVENTS as EVENTS } from "../../support/odd-answer.ts";
import { planted } from "../../support/planted.ts";

/** Canaries in the form of a key, which is also a valid id, and of a text. */
const CANARIES = ["sk-CANARY0123456789abcdef", "a CANARY in prose"];

const config = RailsConfig.fromContent({
  yamlContent: `
models:
  - { type: main, engine: openai, model: configured, parameters: { base_url: "https://up.test/v1", max_retries: 0 } }
rails:
  config: { regex_detection: { output: { patterns: [CANARY] } } }
  output: { flows: [regex check output], streaming: { enabled: true } }
`,
});

const sse = (events: readonly unknown[]): Response =>
  new Response(
    [...events.map((event) => JSON.stringify(event)), "[DONE]"].map((data) => `data: ${data}\n\n`).join(""),
    {
      headers: { "content-type": "text/event-stream" },
    },
  );

const QUESTION = [{ role: "user", content: "Hi" }];

/** An upstream's answer as delivered by the gateway at this path. */
const askedAt =
  (path: string, body: object) =>
  (upstream: Response, stream: boolean): Promise<Response> => {
    const app = createApp({
      configs: { guarded: config },
      env: { OPENAI_API_KEY: "k" },
      fetch: () => Promise.resolve(upstream),
    });
    const usage = stream && path.endsWith("completions") ? { stream_options: { include_usage: true } } : {};
    const text = JSON.stringify({ ...body, stream, ...usage });
    return Promise.resolve(
      app.request(path, { method: "POST", body: text, headers: { "content-type": "application/json" } }),
    );
  };

const asked = askedAt("/v1/chat/completions", { messages: QUESTION });

const guarded = (upstream: Response): Promise<Response> =>
  new LLMRails(config, { env: { OPENAI_API_KEY: "k" } }).guardResponse(upstream);

/** All texts of a response. */
const readable = async (response: Response): Promise<string> =>
  [response.statusText, ...[...response.headers].flat(), await response.text()].join("\n");

/** The error for an unreadable JSON answer. Its message is for clients. */
const failed = (error: unknown): Response => Response.json(String(error));

const WAYS = [
  ["the gateway", asked],
  ["the gateway, as a response,", askedAt("/v1/responses", { input: "Hi" })],
  ["the gateway, as a message,", askedAt("/v1/messages", { messages: QUESTION })],
  ["guardResponse", guarded],
] as const;

describe.each(WAYS)("a canary in an answer on %s", (_, pass) => {
  it("never reaches the client, in any text of any event", async () => {
    const leaked: string[] = [];
    let tried = 0;
    for (const canary of CANARIES) {
      for (const [index, event] of EVENTS.entries()) {
        for (const { at, value } of planted(event, canary)) {
          tried += 1;
          const text = await readable(
            await pass(sse(EVENTS.map((one, place) => (place === index ? value : one))), true),
          );
          if (text.includes("CANARY")) leaked.push(`${index}${at}`);
        }
      }
    }
    expect(leaked).toEqual([]);
    expect(tried).toBeGreaterThan(400);
  });

  it("never reaches the client of a complete answer", async () => {
    const leaked: string[] = [];
    for (const canary of CANARIES) {
      for (const { at, value } of planted(WHOLE, canary)) {
        const text = await readable(await pass(Response.json(value), false).catch(failed));
        if (text.includes("CANARY")) leaked.push(at);
      }
    }
    expect(leaked).toEqual([]);
  });

  it.each([
    ["encoded twice", (json: string) => [JSON.stringify(json)]],
    ["in a fence", (json: string) => ["```json\n", json, "\n```"]],
    ["behind a mark", (json: string) => ["[ARGS]", json]],
    ["in front of more", (json: string) => ['{"a":1}', json]],
    ["told as far as it came", (json: string) => [json.slice(0, -9), json.slice(0, -4), json]],
    ["encoded twice and cut", (json: string) => [JSON.stringify(json).slice(0, -3)]],
  ])("never reaches the client in arguments that are %s", async (_how, wrap) => {
    for (const canary of CANARIES) {
      const pieces = wrap(JSON.stringify({ city: canary }));
      const calls = pieces.map((text, at) => ({
        index: 0,
        ...(at === 0 ? { id: "call_1" } : {}),
        function: { ...(at === 0 ? { name: "f" } : {}), arguments: text },
      }));
      const end = chunk({}, { finish_reason: "tool_calls" });
      for (const stream of [true, false]) {
        const events = [...calls.map((call) => chunk({ tool_calls: [call] })), end];
        expect(await readable(await pass(sse(events), stream).catch(failed))).not.toContain("CANARY");
      }
    }
  });

  it.each<[string, (canary: string) => string]>([
    ["an error in the stream", (canary) => `data: ${JSON.stringify({ error: { message: canary, code: canary } })}\n\n`],
    ["an event of that name", (canary) => `event: error\ndata: ${canary}\n\n`],
    ["a field of that name", (canary) => `error: ${canary}\n\n`],
    ["the name of an event", (canary) => `event: ${canary}\nid: ${canary}\ndata: {}\n\n`],
    ["a comment", (canary) => `: ${canary}\n\n`],
    ["FastAPI's error", (canary) => JSON.stringify({ detail: [{ msg: canary, loc: [canary] }] })],
    ["a number and a text", (canary) => JSON.stringify({ code: 401, msg: canary, [canary]: canary })],
    ["a filter's words", (canary) => JSON.stringify({ error: { code: "content_filter", message: canary } })],
    ["a context that is too long", (canary) => JSON.stringify({ error: { message: `maximum context ${canary}` } })],
    ["a page", (canary) => `<html><title>${canary}</title><body>${canary}</body></html>`],
    ["a sentence", (canary) => canary],
  ])("never reaches the client from %s, with or without text before it", async (_what, write) => {
    for (const canary of CANARIES) {
      for (const status of [200, 400, 403, 500]) {
        for (const before of ["", `data: ${JSON.stringify(chunk({ content: "Hello" }))}\n\n`]) {
          const answer = new Response(before + write(canary), { status, statusText: canary });
          for (const stream of [true, false]) {
            expect(await readable(await pass(answer.clone(), stream).catch(failed))).not.toContain("CANARY");
          }
        }
      }
    }
  });

  it("never reaches the client in a header or an error", async () => {
    const names = [
      "x-request-id",
      "x-ratelimit-limit-tokens",
      "retry-after",
      "openai-version",
      "set-cookie",
      "x-other",
    ];
    for (const canary of CANARIES) {
      for (const status of [200, 400, 401, 404, 429, 500]) {
        const headers = Object.fromEntries(names.map((name) => [name, canary]));
        const error = Response.json(
          { error: { message: canary, type: canary, code: canary, param: canary } },
          { status, headers },
        );
        const text = await readable(await pass(error, false).catch(failed));
        expect(text).not.toContain("CANARY");
      }
    }
  });
});

describe("the model name of an upstream", () => {
  it("is passed unless a rail forbids it, and then replaced by the config's", async () => {
    const answer = async (model: string): Promise<unknown> =>
      (
        (await (await asked(Response.json({ ...WHOLE, model }), false)).json()) as {
          readonly model: unknown;
        }
      ).model;
    expect(await answer("gpt-9-2026")).toBe("gpt-9-2026");
    expect(await answer("sk-CANARY0123456789")).toBe("configured");
    expect(await answer("x".repeat(129))).toBe("configured");
    expect(await answer("two words")).toBe("configured");
  });

  it("has a bounded length in the frames, however long it is", async () => {
    const long = EVENTS.map((event) => ({ ...event, model: "m".repeat(900_000) }));
    const text = await readable(await asked(sse(long), true));
    expect(text.length).toBeLessThan(20_000);
  });
});
