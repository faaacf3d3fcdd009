import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, LimitError, ProviderError, RailError, RequestError } from "../../src/errors.ts";
import { gatewayFailureOf } from "../../src/server/failure.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { EARLY, LATE, ODD, patience } from "../support/fault-rows.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";
import { TEXT } from "../support/fault-text.ts";
import { UPSTREAM_SECRET } from "../support/faults.ts";
import {
  chat,
  chunksOf,
  errorOf,
  eventsOf,
  gatewayOf,
  listen,
  LIMIT_MS,
  regexRails,
  remote,
  scripted,
  SECRET,
  textOf,
  USER,
  withoutIds,
} from "./gateway.ts";

let upstream: FaultServer;

beforeAll(async () => {
  upstream = await startFaultServer();
});
afterAll(() => upstream.close());

const KEYS = [
  "sk-canary-config-key-01",
  "sk-canary-env-key-02",
  "canary-client-key-03",
  "canary-header-04",
  UPSTREAM_SECRET,
];

/** A gateway with a failing provider, and with API keys in all places for them. */
const before = (fault: string, events: GatewayEvent[] = []) =>
  gatewayOf(
    remote(upstream.url, {}, fault, {
      api_key: KEYS[0],
      default_headers: { "x-canary": KEYS[3] },
      ...patience(fault),
    }),
    {
      env: { OPENAI_API_KEY: KEYS[1] },
      apiKeys: [KEYS[2] ?? ""],
      onEvent: (event) => events.push(event),
    },
  );

const ask = (fault: string, body: object, events?: GatewayEvent[]): Promise<Response> =>
  chat(before(fault, events), body, { authorization: `Bearer ${KEYS[2]}` });

const expectNoSecrets = (text: string, headers: Headers): void => {
  const all = text + JSON.stringify([...headers]);
  for (const secret of [...KEYS, upstream.url, "10.0.0.7", "127.0.0.1", "Traceback", "169.254"]) {
    expect(all).not.toContain(secret);
  }
};

describe("a provider that fails before its first token", () => {
  it.each(EARLY)("by %s is answered with %i", async (fault, status, type, code) => {
    for (const stream of [true, false]) {
      const events: GatewayEvent[] = [];
      const response = await ask(fault, { stream }, events);
      const text = await response.clone().text();
      expect([response.status, text]).toEqual([status, expect.stringContaining('"error"')]);
      expect(await errorOf(response)).toMatchObject({ type, code, param: null });
      expectNoSecrets(text, response.headers);
      expect(events).toMatchObject([{ status, error: expect.any(ProviderError) as unknown }]);
    }
  });

  it("passes on Retry-After", async () => {
    expect((await ask("rate-limit", { stream: true })).headers.get("retry-after")).toBe("7");
    expect((await ask("rate-limit-long", {})).headers.get("retry-after")).toBe("3600");
  });

  it("has a request id in the client's error, for asking the operator", async () => {
    const response = await ask("html-500", { stream: true });
    const id = response.headers.get("x-request-id") ?? "none";
    expect((await errorOf(response)).message).toBe(`The model provider failed to answer (${id})`);
  });

  it("has its message in the operator's log, without the key", async () => {
    const events: GatewayEvent[] = [];
    await ask("unauthorized", {}, events);
    expect((events[0]?.error as ProviderError | undefined)?.detail).toContain("Incorrect API key");
  });
});

describe("a provider that fails after its first token", () => {
  it.each(LATE)("by %s ends the stream with one typed error and [DONE]", async (fault, type, _code, said) => {
    const events: GatewayEvent[] = [];
    const response = await ask(fault, { stream: true }, events);
    expect(response.status).toBe(200);
    const text = await response.text();
    const data = eventsOf(text);
    expect(data.at(-1)).toBe("[DONE]");
    expect(data.filter((one) => one === "[DONE]")).toHaveLength(1);
    const errors = chunksOf(text).filter(({ error }) => error !== undefined);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toEqual(JSON.parse(data.at(-2) ?? ""));
    expect(errors[0]?.error).toMatchObject({ type, param: null });
    expect(Object.keys(errors[0]?.error ?? {}).toSorted()).toEqual(["code", "message", "param", "type"]);
    expect(textOf(chunksOf(text))).toBe(said);
    expectNoSecrets(text, response.headers);
    expect(events).toMatchObject([
      { status: 200, stream: true, cancelled: false, error: expect.any(ProviderError) as unknown },
    ]);
    expect(events[0]?.outcome).toBeUndefined();
    expect(events[0]?.usage?.deliveredTokens).toBeGreaterThan(0);
  });

  it("fails a JSON answer, too", async () => {
    for (const [fault] of LATE) {
      const response = await ask(fault, {});
      expect([fault, response.status >= 502]).toEqual([fault, true]);
    }
  });
});

describe("an unusual provider", () => {
  it.each(ODD)("is read to its end by %s (B4)", async (fault) => {
    const text = await (await ask(fault, { stream: true })).text();
    const chunks = chunksOf(text);
    expect(chunks.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(textOf(chunks)).toBe(TEXT);
    expect(text.match(/"finish_reason":"\w+"/g)).toHaveLength(1);
    expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    expect(text).not.toContain("ghost");
  });

  it("with two choices keeps them apart", async () => {
    const chunks = chunksOf(await (await ask("two-choices", { stream: true, n: 2 })).text());
    expect([textOf(chunks, 0), textOf(chunks, 1)]).toEqual(["ab", "xy"]);
  });

  it("with an event of 5 MB exceeds a limit, as an error with a status (E3)", async () => {
    const response = await ask("huge-event", { stream: true });
    expect(response.status).toBe(502);
    expect((await response.text()).length).toBeLessThan(1_000);
  });

  it("with an endless line exceeds a limit (E3)", async () => {
    const text = await (await ask("endless-line", { stream: true })).text();
    expect(text.length).toBeLessThan(10_000);
    expect(chunksOf(text).at(-1)?.error).toMatchObject({ type: "limit_exceeded" });
  });
});

describe("failureOf", () => {
  it.each<readonly [string, unknown, number, string]>([
    ["an error nobody expected", new Error("secret"), 500, "internal_error"],
    ["a thrown text", "secret", 500, "internal_error"],
    ["a config error", new ConfigError("models: secret"), 500, "internal_error"],
    ["a limit", new LimitError("secret"), 502, "limit_exceeded"],
    ["a rail", new RailError("rail_timeout", "r", "secret"), 500, "rail_timeout"],
    ["a custom engine's words", new ProviderError("server", "secret"), 502, "upstream_error"],
    ["an unknown code", new ProviderError("odd" as "server", "secret"), 502, "upstream_error"],
  ])("reveals nothing of %s", (_name, error, status, type) => {
    const failure = gatewayFailureOf(error);
    expect(failure).toMatchObject({ status, error: { type } });
    expect(JSON.stringify(failure)).not.toContain("secret");
  });

  it("passes messages that were written for clients", () => {
    expect(gatewayFailureOf(new RequestError("Say more", "messages"))).toMatchObject({
      status: 400,
      error: { message: "Say more", param: "messages" },
    });
  });
});

describe("keys", () => {
  it("are in no response, whatever a client sends (G7)", async () => {
    const texts: string[] = [];
    for (const path of ["/", "/v1/models", "/v1/rails/configs", "/healthz", "/v1/nothing"]) {
      const response = await before("good").request(path, { headers: { authorization: `Bearer ${KEYS[2]}` } });
      expectNoSecrets(await response.clone().text(), response.headers);
      texts.push(await response.text());
    }
    const refused = await ask("good", { foo: 1 });
    expectNoSecrets(await refused.text(), refused.headers);
    expect(texts).toHaveLength(5);
  });

  it("are not named if a config lacks one", async () => {
    const config = remote("https://provider.example/v1", {}, "m");
    const broken = gatewayOf(config, { fetch: () => Promise.reject(new TypeError(`connect ${KEYS[1]}`)) });
    const text = await (await chat(broken, {})).text();
    expect(withoutIds(text)).toBe(
      JSON.stringify({
        error: {
          message: "The model provider could not be reached (REQ)",
          type: "upstream_error",
          param: null,
          code: "connection",
        },
      }),
    );
  });
});

describe("over a real socket", () => {
  it("a failing stream still ends properly, and keeps its connection alive", async () => {
    const app = before("no-end");
    const gateway = await listen((request) => app.fetch(request));
    try {
      const send = () =>
        fetch(`${gateway.url}/v1/chat/completions`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${KEYS[2]}` },
          body: JSON.stringify({ messages: [USER], stream: true }),
          signal: AbortSignal.timeout(LIMIT_MS),
        });
      for (let turn = 0; turn < 3; turn += 1) {
        const text = await (await send()).text();
        expect(eventsOf(text).at(-1)).toBe("[DONE]");
        expect(chunksOf(text).at(-1)?.error?.type).toBe("upstream_truncated");
      }
    } finally {
      await gateway.close();
    }
  });

  it("a blocked answer that fails later remains blocked", async () => {
    const config = scripted({ replies: [`It is ${SECRET} and more`], fault: { truncate_after: 5 } }, regexRails());
    const text = await (await chat(gatewayOf(config), { stream: true })).text();
    expect(chunksOf(text).some(({ error }) => error !== undefined)).toBe(false);
    expect(text).toContain('"finish_reason":"content_filter"');
  });
});
