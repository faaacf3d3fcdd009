import { describe, expect, it } from "vitest";
import { redact } from "../../src/http/redact.ts";
import { errorIn, reportedError } from "../../src/http/reported-error.ts";
import { retryDelay } from "../../src/http/retry.ts";
import { statusError } from "../../src/http/status-error.ts";
import { modelUpstream, upstreamError } from "../../src/http/upstream-error.ts";

const OPENAI = modelUpstream("openai");
const NOW = Date.parse("2026-01-01T00:00:00Z");

const status = (code: number, headers: HeadersInit = {}, said = "") =>
  statusError(OPENAI, new Response(null, { status: code, headers }), said, NOW);

describe("statusError", () => {
  it.each([
    [400, "bad_request"],
    [401, "authentication"],
    [402, "authentication"],
    [403, "authentication"],
    [404, "bad_request"],
    [408, "server"],
    [413, "bad_request"],
    [422, "bad_request"],
    [429, "rate_limit"],
    [500, "server"],
    [503, "server"],
    [504, "server"],
    [529, "server"],
  ])("HTTP %i is `%s`", (code, expected) => {
    expect(status(code)).toMatchObject({ code: expected, status: code });
  });

  it.each([
    "This model's maximum context length is 8192 tokens",
    '{"code":"context_length_exceeded"}',
    "prompt is too long: 210000 tokens > 200000 maximum",
    "Please reduce the length of the messages",
    "the request exceeds the available context size, try increasing it",
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
    "InternalError.Algo.InvalidParameter: Range of input length should be [1, 98304]",
    "Invalid request: Your request exceeded model token limit: 131072",
    "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
    "prompt token count of 140000 exceeds the limit of 128000",
    "input length and `max_tokens` exceed context limit: 199000 + 20000 > 200000",
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4097",
    '{"error":{"code":"1261","message":"Prompt exceeds max length"}}',
    "Input is too long for requested model.",
  ])("a refusal that says %j is `context_window`", (said) => {
    expect(status(400, {}, said).code).toBe("context_window");
    expect(status(500, {}, said).code).toBe("server");
  });

  it.each([
    '{"error":{"code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}',
    "The response was filtered due to the prompt triggering Azure OpenAI's content management policy",
    '{"code":"content_policy_violation"}',
    '{"error":{"code":"data_inspection_failed","message":"Input data may contain inappropriate content."}}',
    '{"error":{"message":"Content Exists Risk","code":"invalid_request_error"}}',
    '{"contentFilter":[{"level":1,"role":"user"}],"error":{"code":"1301","message":"…"}}',
    '{"error":"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO"}',
    'x requires moderation. Your input was flagged for "sexual".',
    "Invalid prompt: your prompt was flagged as potentially violating our usage policy.",
    "Output blocked by content filtering policy",
  ])("a refusal that says %j is `content_filter`, and is not retried", (said) => {
    for (const code of [400, 403]) {
      const error = status(code, {}, said);
      expect([error.code, error.retryable]).toEqual(["content_filter", false]);
    }
    expect(status(401, {}, said).code).toBe("authentication");
  });

  it("is not a content filter or context window if the message only names a parameter of such", () => {
    for (const said of ["Unknown parameter: content_filter", "max_tokens: 9000 > 8192, the maximum of output tokens"]) {
      expect(status(400, {}, said).code).toBe("bad_request");
    }
  });

  it("reports an invalid key also with status 400", () => {
    const said = '{"error":{"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}';
    expect(status(400, {}, said).code).toBe("authentication");
  });

  it("reports an account without credit also with status 400", () => {
    const said = "Your credit balance is too low to access the Anthropic API.";
    expect(status(400, {}, said).code).toBe("authentication");
  });

  it("reports a rate limit also with the status of a request that is too large or invalid", () => {
    expect(status(413, {}, '{"error":{"code":"rate_limit_exceeded"}}').code).toBe("rate_limit");
    const said = '{"__type":"ThrottlingException","message":"Too many tokens, please wait before trying again."}';
    expect(status(400, {}, said).code).toBe("rate_limit");
  });

  it("reads Retry-After in seconds and as a date", () => {
    expect(status(429, { "retry-after": "1.5" }).retryAfterMs).toBe(1500);
    expect(status(429, { "retry-after": "2", "retry-after-ms": "1234" }).retryAfterMs).toBe(1234);
    expect(status(429, { "retry-after": "2", "retry-after-ms": "soon" }).retryAfterMs).toBe(2000);
    expect(status(503, { "retry-after": "Thu, 01 Jan 2026 00:00:20 GMT" }).retryAfterMs).toBe(20_000);
    expect(status(503, { "retry-after": "Thu, 01 Jan 2025 00:00:20 GMT" }).retryAfterMs).toBe(0);
    expect(status(429, { "retry-after": " " }).retryAfterMs).toBeUndefined();
    expect(status(429, { "retry-after": "soon" }).retryAfterMs).toBeUndefined();
    expect(status(429).retryAfterMs).toBeUndefined();
    expect(status(429, { "retry-after": "4111111111111111" }).retryAfterMs).toBe(86_400_000);
  });

  it("keeps what the upstream said in `detail` only", () => {
    const error = status(500, {}, "secret body");
    expect(error.detail).toBe("secret body");
    expect(error.message).toBe('Cannot call model: provider "openai" failed to answer (HTTP 500)');
  });
});

describe("upstreamError", () => {
  it("says what was called", () => {
    const service = { what: "service", name: "presidio" } as const;
    expect(upstreamError(service, "connection").message).toBe(
      'Cannot call service: service "presidio" could not be reached',
    );
  });

  it("says of a 404 what is not there", () => {
    const reply = { status: 404, headers: new Headers() };
    const messageOf = (what: "model" | "service", said = ""): string =>
      statusError({ what, name: "x" }, reply, said, 0).message;
    expect(messageOf("model")).toBe(
      'Cannot call model: provider "x" has no such model, or nothing at this address (HTTP 404)',
    );
    expect(messageOf("service")).toBe('Cannot call service: service "x" has nothing at this address (HTTP 404)');
    expect(messageOf("model", "prompt is too long")).toMatch(/context|long/);
  });

  it("takes the secrets of the upstream out of what is kept", () => {
    const upstream = modelUpstream("openai", ["my-own-key"]);
    expect(upstreamError(upstream, "server", { detail: "not my-own-key" }).detail).toBe("not [redacted]");
    expect(reportedError(upstream, { message: "not my-own-key" }).detail).toBe('{"message":"not [redacted]"}');
  });
});

describe("reportedError", () => {
  it.each([
    [{ type: "rate_limit_error" }, "rate_limit"],
    [{ type: "insufficient_quota" }, "rate_limit"],
    [{ code: 401 }, "authentication"],
    [{ code: "503" }, "server"],
    [{ code: 400 }, "bad_request"],
    [{ code: 399, type: "rate_limit_error" }, "rate_limit"],
    [{ code: 600, type: "rate_limit_error" }, "rate_limit"],
    [{ type: "authentication_error" }, "authentication"],
    [{ type: "overloaded_error" }, "server"],
    [{ type: "invalid_request_error", code: "context_length_exceeded" }, "context_window"],
    [{ type: "invalid_request_error", message: "author unknown" }, "bad_request"],
    [{ message: "something about an author" }, "server"],
    [{ type: "throttlingException" }, "rate_limit"],
    [{ error: "Insufficient balance", status: 402 }, "authentication"],
    [{ code: "data_inspection_failed", message: "x" }, "content_filter"],
    [{ code: "content_filter" }, "content_filter"],
    [{ message: "This model's maximum context length is 8192 tokens" }, "context_window"],
    [{ code: 500, message: "maximum context length" }, "server"],
    [{ type: "overloaded_error", message: "maximum context length" }, "server"],
    ["plain text", "server"],
    [null, "server"],
  ])("%j is `%s`", (error, code) => {
    expect(reportedError(OPENAI, error).code).toBe(code);
  });
});

describe("the detail of reportedError", () => {
  it("is bounded", () => {
    expect(reportedError(OPENAI, { message: "x".repeat(100_000) }).detail).toHaveLength(8192);
  });
});

describe("errorIn", () => {
  it.each<readonly [unknown, unknown]>([
    [{ error: "x" }, { error: "x" }],
    [{ type: "error", error: { type: "t" } }, { type: "t" }],
    [
      { object: "error", message: "m" },
      { object: "error", message: "m" },
    ],
    [{ success: false, errors: [{ code: 7 }] }, { code: 7 }],
    [
      { error: true, message: "m" },
      { error: true, message: "m" },
    ],
    [
      { error: "x", status: 402 },
      { error: "x", status: 402 },
    ],
    [{ error: { type: "t" }, status: 402 }, { type: "t" }],
    [{ errors: ["e"] }, "e"],
    [{ success: false, errors: ["e"], choices: [] }, "e"],
    [{ base_resp: { status_code: 1004, status_msg: "m" } }, { code: 1004, message: "m" }],
    ...[null, false, "", {}].map((error) => [{ error, choices: [] }, undefined] as const),
    [{ errors: ["e"], choices: [] }, undefined],
    [{ success: true, errors: ["e"], choices: [] }, undefined],
    [{ success: false, errors: [] }, undefined],
    [{ base_resp: { status_code: 0 } }, undefined],
    [{ base_resp: {} }, undefined],
    ["text", undefined],
  ])("finds in %j the error %j", (json, error) => {
    expect(errorIn(json)).toEqual(error);
  });
});

describe("redact", () => {
  it("takes every occurrence of a secret out, but no trivial ones", () => {
    expect(redact("a s3cr3t! b s3cr3t!", ["s3cr3t!", "a"])).toBe("a [redacted] b [redacted]");
  });

  it("takes a secret out however it was escaped on its way", () => {
    const secret = 'k3y/with"quotes+and-signs';
    const written = [
      JSON.stringify({ said: secret }),
      JSON.stringify({ said: JSON.stringify(secret) }),
      JSON.stringify({ said: secret }).replaceAll("/", "\\/"),
      secret.replaceAll("-", "\\u002D"),
      encodeURIComponent(secret),
      secret.toUpperCase(),
    ];
    for (const text of written) expect(redact(text, [secret])).not.toMatch(/k3y|quotes|signs/i);
  });

  it("takes out a secret whatever its characters are", () => {
    const all = Array.from({ length: 0x180 }, (_, code) => String.fromCharCode(code)).join("");
    for (let at = 0; at + 7 <= all.length; at += 7) {
      expect(redact(`said ${all}`, [all.slice(at, at + 7)])).not.toContain(all.slice(at, at + 7));
    }
  });

  it("takes out a secret of any length, and reads what is full of escapes once", () => {
    expect(redact("\\".repeat(3_000_000), ["k".repeat(40)])).toHaveLength(3_000_000);
    const secret = Array.from({ length: 20_000 }, (_, at) => at.toString(36)).join("");
    expect(redact(`said ${secret}, ${secret.slice(0, 9_000)}`, [secret])).toBe("said [redacted], [redacted]");
  });

  it("leaves no half of a secret at the end of a text that was cut", () => {
    const secret = "own-key-of-the-gateway";
    for (let length = 6; length <= secret.length; length++) {
      expect(redact(`said: ${secret.slice(0, length)}`, [secret])).toBe("said: [redacted]");
    }
    expect(redact(`said: ${secret.slice(0, 5)}`, [secret])).toBe("said: own-k");
  });

  it("leaves no half of a secret that was escaped on its way, wherever the text was cut", () => {
    const secret = 'k3y/with"quotes+and-signs';
    const ways = [
      JSON.stringify(secret).slice(1, -1),
      JSON.stringify(JSON.stringify(secret)).slice(3, -3).replaceAll("/", "\\/"),
      secret.replaceAll(/[^a-z\d]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16).toUpperCase()}`),
      encodeURIComponent(secret),
      secret.toUpperCase(),
    ];
    for (const written of ways) {
      const read = Array.from(written, (_, at) => redact(`said: ${written.slice(0, at)}`, [secret]));
      expect(read.slice(12)).toEqual(read.slice(12).map(() => "said: [redacted]"));
    }
  });

  it.each([
    'said: "Bearer abc.def-1"',
    "key sk-live0123456789",
    "nvapi-0123456789abc is wrong",
    "AIzaSyA0123456789 is wrong",
  ])("takes what has the shape of a key out of %j", (text) => {
    expect(redact(text)).toMatch(/^[^\d]*\[redacted\][^\d]*$/);
  });
});

describe("retryDelay", () => {
  const half = (): number => 0.5;

  it("grows to a ceiling of 8 s", () => {
    const waits = [0, 1, 2, 3, 4, 5, 9].map((attempt) => retryDelay(status(500), attempt, half));
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
  });

  it("does what Retry-After says, up to a minute", () => {
    expect(retryDelay(status(429, { "retry-after": "60" }), 0, half)).toBe(60_000);
    expect(retryDelay(status(429, { "retry-after": "61" }), 0, half)).toBeUndefined();
  });

  it.each([status(400), status(401), status(501), new Error("x")])("is none for %s", (error) => {
    expect(retryDelay(error, 0, half)).toBeUndefined();
  });
});
