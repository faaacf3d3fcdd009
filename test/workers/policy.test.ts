import type { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/config/rails-config.ts";
import { regexDetection } from "../../src/library/regex-detection/spec.ts";
import { createScriptedModel } from "../../src/llm/scripted/scripted.ts";
import { createApp } from "../../src/server/app.ts";
import type { GatewayOptions } from "../../src/server/gateway-options.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";

const guarded = (input: object = {}): RailsConfig =>
  RailsConfig.fromObject(
    {
      models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: ["A cat"] } }],
      rails: {
        input: { flows: ["regex check input"], ...input },
        config: { regex_detection: { input: { patterns: ["forbidden"] } } },
      },
    },
    { source: "test" },
  );

const gateway = (options: Partial<GatewayOptions> = {}): Hono =>
  createApp({
    configs: { main: guarded() },
    rails: [regexDetection],
    engines: { scripted: createScriptedModel },
    ...options,
  });

const PATHS = ["/v1/chat/completions", "/v1/responses", "/v1/messages"] as const;

/** The same request in each of the APIs. */
const bodyAt = (path: string, content: unknown): object => {
  const messages = [{ role: "user", content }];
  if (path.endsWith("responses")) return { input: messages };
  return path.endsWith("messages") ? { messages, max_tokens: 10 } : { messages };
};

const ask = async (
  app: Hono,
  path: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> => {
  const init = {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", ...headers },
  };
  const response = await app.request(path, init);
  return { status: response.status, text: await response.text() };
};

const sha256 = async (text: string): Promise<string> => {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

describe.each(PATHS)("keys at %s, in workerd,", (path) => {
  const hi = bodyAt(path, "hi");

  it("are required, in any of the headers", async () => {
    const app = gateway({ apiKeys: ["plain"], keys: [{ sha256: await sha256("hashed") }] });
    const tries: readonly (readonly [Record<string, string>, number])[] = [
      [{}, 401],
      [{ authorization: "Bearer wrong" }, 401],
      [{ authorization: "Bearer plain" }, 200],
      [{ "x-api-key": "plain" }, 200],
      [{ "api-key": "hashed" }, 200],
      [{ authorization: `Bearer ${await sha256("hashed")}` }, 401],
    ];
    for (const [headers, status] of tries) {
      const answer = await ask(app, path, hi, headers);
      expect([headers, answer.status]).toEqual([headers, status]);
      expect(answer.text).not.toContain("hashed");
    }
  });

  it("have mandatory configs, to which a client may add others", async () => {
    const strict = RailsConfig.fromObject(
      {
        models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: ["A cat"] } }],
        rails: {
          input: { flows: ["regex check input"] },
          config: { regex_detection: { input: { patterns: ["dog"] } } },
        },
      },
      { source: "test" },
    );
    const keys = [{ sha256: await sha256("bound"), configs: ["strict"] }];
    const app = gateway({ configs: { main: guarded(), strict }, defaultConfigId: "main", keys });
    const headers = { authorization: "Bearer bound" };
    for (const model of [{}, { model: "strict" }]) {
      const { status, text } = await ask(app, path, { ...bodyAt(path, "a dog"), ...model }, headers);
      expect(status).toBe(200);
      expect(text).toContain('"blocked"');
    }
    expect((await ask(app, path, { ...hi, model: "main" }, headers)).status).toBe(404);
  });
});

describe.each(PATHS)("limits at %s, in workerd,", (path) => {
  const limits = { maxTextLength: 1_000, maxMediaBytes: 300, maxBodyBytes: 4_000, maxMessages: 3 };
  const app = gateway({ limits });

  it.each([
    ["what is within them", "x".repeat(900), 200],
    ["a text that is too long", "x".repeat(1_100), 400],
    ["a body that is too large", "x".repeat(9_000), 413],
  ])("%s", async (_, content, status) => {
    expect((await ask(app, path, bodyAt(path, content))).status).toBe(status);
  });

  it("too many messages", async () => {
    const many = Array.from({ length: 5 }, () => ({ role: "user", content: "hi" }));
    const body = path.endsWith("responses") ? { input: many } : { messages: many, max_tokens: 10 };
    expect((await ask(app, path, body)).status).toBe(400);
  });
});

/** Bytes that are not valid in text. */
const noise = (length: number): string =>
  btoa(String.fromCharCode(...Array.from({ length }, (_, at) => (at % 7 === 0 ? at % 9 : 128 + (at % 100)))));

const IMAGES: Readonly<Record<string, (data: string) => object>> = {
  "/v1/chat/completions": (data) => ({ type: "image_url", image_url: { url: `data:image/png;base64,${data}` } }),
  "/v1/responses": (data) => ({ type: "input_image", image_url: `data:image/png;base64,${data}` }),
  "/v1/messages": (data) => ({ type: "image", source: { type: "base64", media_type: "image/png", data } }),
};

describe.each(PATHS)("media at %s, in workerd,", (path) => {
  const image = (data: string): object => bodyAt(path, [IMAGES[path]?.(data)]);

  it("have a separate limit", async () => {
    const app = gateway({ limits: { maxMediaBytes: 300, maxTextLength: 100 } });
    expect(await ask(app, path, image(noise(270)))).toMatchObject({ status: 200 });
    expect(await ask(app, path, image(noise(400)))).toMatchObject({ status: 400 });
  });

  it("are checked if they are texts, and reported if nothing checks them", async () => {
    const events: GatewayEvent[] = [];
    const app = gateway({ onEvent: (event) => events.push(event) });
    expect((await ask(app, path, image(btoa("this is forbidden here")))).text).toContain('"blocked"');
    expect((await ask(app, path, image(noise(200)))).text).toContain("A cat");
    expect(events.map(({ unread }) => unread)).toEqual([undefined, ["image"]]);
  });

  it("are rejected if configured", async () => {
    const app = gateway({ configs: { main: guarded({ media: "refuse" }) } });
    const { text } = await ask(app, path, image(noise(200)));
    expect(text).toContain('"blocked"');
    expect(text).not.toContain("A cat");
  });
});
