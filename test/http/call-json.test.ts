import { describe, expect, it } from "vitest";
import { ConfigError, ProviderError } from "../../src/errors.ts";
import { callJson, type JsonCall, type JsonService } from "../../src/http/call-json.ts";
import { instantClock, runtimeWith } from "../support/model-runtime.ts";

const KEY = "k3y-of-the-gateway";

const serviceOf = (
  handler: (request: Request) => Response | Promise<Response>,
  overrides: Partial<JsonService> = {},
): JsonService => ({
  name: "presidio",
  url: new URL("https://service.test/analyze"),
  headers: { authorization: `Bearer ${KEY}` },
  secrets: [KEY],
  runtime: runtimeWith(handler),
  ...overrides,
});

const failure = async (service: JsonService, call: JsonCall = { body: {} }): Promise<ProviderError> => {
  const error: unknown = await callJson(service, call).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
};

describe("callJson", () => {
  it("posts a body as JSON and returns the JSON of the answer", async () => {
    const service = serviceOf(async (request) =>
      Response.json({
        method: request.method,
        type: request.headers.get("content-type"),
        key: request.headers.get("authorization"),
        body: await request.json(),
      }),
    );
    expect(await callJson(service, { body: { text: "Hi" } })).toEqual({
      method: "POST",
      type: "application/json",
      key: `Bearer ${KEY}`,
      body: { text: "Hi" },
    });
  });

  it("sends a GET request without a body", async () => {
    const service = serviceOf((request) => Response.json({ method: request.method }));
    expect(await callJson(service, {})).toEqual({ method: "GET" });
  });

  it.each([
    [401, "authentication"],
    [404, "bad_request"],
    [429, "rate_limit"],
    [503, "server"],
    [300, "malformed"],
    [302, "malformed"],
    [308, "malformed"],
  ])("HTTP %i is `%s`, and its message reveals nothing of the service's", async (status, code) => {
    const error = await failure(serviceOf(() => new Response(`no: ${KEY}`, { status, headers: { location: "/x" } })));
    expect(error).toMatchObject({ code, status });
    expect(error.message).toMatch(/^Cannot call service: service "presidio" [a-z ]+ \(HTTP \d{3}\)$/);
    expect(error.detail).not.toContain(KEY);
  });

  it("rejects a redirect, of which browsers reveal nothing", async () => {
    const opaque = Object.defineProperty(Response.error(), "type", { value: "opaqueredirect" });
    expect((await failure(serviceOf(() => opaque))).code).toBe("malformed");
  });

  it.each([
    ["text that is no JSON", `<html>${KEY}</html>`, "malformed"],
    ["nothing", "", "empty"],
    ["an error object", JSON.stringify({ error: { message: KEY, code: 500 } }), "server"],
    ["more than 8 MiB", `"${"x".repeat(8 * 1024 * 1024)}"`, "malformed"],
  ])("rejects %s", async (_, text, code) => {
    const error = await failure(serviceOf(() => new Response(text)));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.detail}`).not.toContain(KEY);
  });

  it("retries only if configured", async () => {
    let calls = 0;
    const waits: number[] = [];
    const handler = (): Response => {
      calls += 1;
      return calls < 3 ? new Response(null, { status: 503 }) : Response.json("ok");
    };
    const clock = instantClock(waits);
    const runtime = runtimeWith(handler, { clock, random: () => 0.5 });
    // Deadlines of this clock would pass immediately, too, so there are none.
    const call = { body: {}, timeoutMs: Infinity };
    expect((await failure(serviceOf(handler, { runtime }), call)).code).toBe("server");
    expect(await callJson(serviceOf(handler, { runtime }), { ...call, maxRetries: 2 })).toBe("ok");
    expect([calls, waits]).toEqual([3, [250]]);
  });

  it("retries as often as configured, with the given delays", async () => {
    const waits: number[] = [];
    const runtime = runtimeWith(() => new Response(null, { status: 503 }), { clock: instantClock(waits) });
    const call = { body: {}, timeoutMs: Infinity, maxRetries: 3 };
    const retryDelay = (_: unknown, attempt: number): number | undefined => [7, 8][attempt];
    await failure(
      serviceOf(() => Response.json(1), { runtime }),
      { ...call, retryDelay },
    );
    expect(waits).toEqual([7, 8]);
  });

  it("parses an answer with a value on every line", async () => {
    const call = { body: {}, format: "lines" } as const;
    const answering = (text: string): JsonService => serviceOf(() => new Response(text));
    expect(await callJson(answering('{"a":1}\r\n\n[2]\n'), call)).toEqual([{ a: 1 }, [2]]);
    expect((await failure(answering('{"a":1}\n{"a'), call)).code).toBe("malformed");
    expect((await failure(answering('{"a":1}\n{"error":"x"}'), call)).code).toBe("server");
    expect((await failure(answering(" \n"), call)).code).toBe("empty");
  });

  it("times out by the injected clock", async () => {
    const runtime = runtimeWith(() => new Promise(() => {}), { clock: instantClock() });
    expect((await failure(serviceOf(() => Response.json(1), { runtime }))).code).toBe("connect_timeout");
  });

  it("rejects with the reason of its signal", async () => {
    const abort = new AbortController();
    const reason = new Error("gone");
    const asked = callJson(
      serviceOf(() => new Promise(() => {})),
      { body: {}, signal: abort.signal },
    );
    abort.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it("uses the fetch of the request if there is one", async () => {
    const service = serviceOf(() => Response.json("runtime"));
    expect(await callJson(service, { body: {}, fetch: async () => Response.json("request") })).toBe("request");
  });

  it("rejects an invalid header without revealing its value", async () => {
    const service = serviceOf(() => Response.json(1), { headers: { authorization: `${KEY}\nx` } });
    const error: unknown = await callJson(service, {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).not.toContain(KEY);
  });
});
