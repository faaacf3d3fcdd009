import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ConfigError, ProviderError, RequestError } from "../../src/errors.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { causeCode, failureReport, logFailures } from "../../src/server/failure-report.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { type FaultServer, startFaultServer } from "../support/fault-server.ts";
import { UPSTREAM_SECRET } from "../support/faults.ts";
import { chat, gatewayOf, settle, withoutIds } from "./gateway.ts";

const FINE: GatewayEvent = {
  requestId: "req_1",
  method: "POST",
  path: "/v1/chat/completions",
  status: 200,
  configIds: [],
  stream: false,
  startedAt: 0,
  durationMs: 1,
  cancelled: false,
};

const reported = (error: unknown, status = 500): string | undefined => failureReport({ ...FINE, status, error })?.error;

describe("logFailures", () => {
  it("writes a line for errors that the operator can fix, and for no others", () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    logFailures(FINE);
    logFailures({ ...FINE, status: 500, error: new ConfigError("no API key") });
    expect(error.mock.calls).toEqual([
      [
        JSON.stringify({
          requestId: "req_1",
          path: "/v1/chat/completions",
          status: 500,
          error: "invalid_config: no API key",
        }),
      ],
    ]);
    error.mockRestore();
  });
});

describe("failureReport", () => {
  it("is undefined for successes, for errors of clients, and for cancelled requests", () => {
    expect(failureReport(FINE)).toBeUndefined();
    expect(failureReport({ ...FINE, status: 400, error: new RequestError("x") })).toBeUndefined();
    expect(failureReport({ ...FINE, status: 499, cancelled: true, error: new Error("gone") })).toBeUndefined();
  });

  it("reports every upstream failure, whatever the client's status", () => {
    const error = new ProviderError("rate_limit", "Too many");
    for (const status of [200, 400, 429, 502]) expect(reported(error, status)).toBe("rate_limit: Too many");
  });

  it("has the error code of the cause, and no address", () => {
    const cause = new TypeError("fetch failed", {
      cause: Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:80"), { code: "ECONNREFUSED" }),
    });
    expect(reported(new ProviderError("connection", "No answer", { cause }))).toBe(
      "connection: No answer (ECONNREFUSED)",
    );
  });

  it.each<readonly [string, unknown, string]>([
    ["a config", new ConfigError("no model"), "invalid_config: no model"],
    ["an address", new TypeError("Bad https://me:pass@host/x?key=1 given"), "TypeError: Bad [address] given"],
    ["a key", new Error("key sk-abcdefgh12345 is wrong"), "Error: key [redacted] is wrong"],
    [
      "an answer",
      new SyntaxError(`Unexpected token 'T', "The secret" is not valid JSON`),
      "SyntaxError: a text is not valid JSON",
    ],
    ["a thrown text", "The secret", "a value was thrown that is no error"],
    ["a long text", new Error("x".repeat(1_000)), `Error: ${"x".repeat(300)}`],
  ])("removes private data: %s", (_, error, text) => {
    expect(reported(error)).toBe(text);
  });
});

describe("causeCode", () => {
  it("stops at circular causes", () => {
    const error = new Error("x");
    error.cause = error;
    expect(causeCode(error)).toBeUndefined();
  });

  it("reads the errors of several addresses that were tried", () => {
    const inner = Object.assign(new Error("x"), { code: "EHOSTUNREACH" });
    expect(causeCode(new TypeError("failed", { cause: new AggregateError([inner]) }))).toBe("EHOSTUNREACH");
  });
});

describe("a rail whose judge fails", () => {
  let upstream: FaultServer;

  beforeAll(async () => {
    upstream = await startFaultServer();
  });
  afterAll(() => upstream.close());

  const judgedBy = (fault: string, group: "input" | "output"): RailsConfig =>
    RailsConfig.fromObject({
      models: [
        { type: "main", engine: "scripted", model: "m", parameters: { replies: ["PRIVATE"] } },
        {
          type: `self_check_${group}`,
          engine: "openai",
          model: fault,
          parameters: { base_url: upstream.url, api_key: "sk-canary-key-0001", max_retries: 0 },
        },
      ],
      rails: {
        [group]: { flows: [`self check ${group}`], ...(group === "output" ? { streaming: { enabled: true } } : {}) },
      },
    });

  it.each([
    ["input", false],
    ["input", true],
    ["output", false],
    ["output", true],
  ] as const)("is reported with its cause: %s rails, stream %s", async (group, stream) => {
    const events: GatewayEvent[] = [];
    const app = gatewayOf(judgedBy("unauthorized", group), { onEvent: (event) => events.push(event) });
    const response = await chat(app, { stream });
    const text = await response.text();
    expect(withoutIds(text)).not.toContain("401");
    await settle();
    expect(events).toHaveLength(1);
    const report = failureReport(events[0] ?? FINE);
    expect(report).toEqual({
      requestId: response.headers.get("x-request-id"),
      path: "/v1/chat/completions",
      status: 200,
      rails: [
        {
          rail: `self check ${group}`,
          cause: 'Cannot call model: provider "openai" refused the credentials (HTTP 401)',
        },
      ],
    });
    for (const secret of ["PRIVATE", "canary", UPSTREAM_SECRET, upstream.url]) {
      expect(JSON.stringify(report)).not.toContain(secret);
    }
  });
});
