import { APICallError, JSONParseError, LoadAPIKeyError, TypeValidationError } from "@ai-sdk/provider";
import { APIConnectionError as AnthropicConnectionError, APIError as AnthropicError } from "@anthropic-ai/sdk";
import { APIConnectionError, APIError } from "openai";
import { describe, expect, it } from "vitest";
import { AlreadyReadError, ProviderError } from "../../src/errors.ts";
import { providerFailure, streamWithErrorsMapped, withErrorsMapped } from "../../src/integrations/provider-failure.ts";
import { collect } from "../support/engine.ts";

const KEY = "sk-live0123456789abcdefghij";
const SAID = `Incorrect API key provided: ${KEY}`;

const callError = (statusCode: number, responseHeaders: Record<string, string> = {}): Error =>
  new APICallError({
    message: SAID,
    url: "http://p",
    requestBodyValues: {},
    responseBody: SAID,
    statusCode,
    responseHeaders,
  });

const wait = { "retry-after": "7" };

describe("an error of a provider's SDK", () => {
  it.each<readonly [string, unknown, object]>([
    ["AI SDK, status 401", callError(401), { code: "authentication", status: 401 }],
    ["AI SDK, status 429 with a wait", callError(429, wait), { code: "rate_limit", status: 429, retryAfterMs: 7_000 }],
    ["AI SDK, status 503", callError(503), { code: "server", status: 503 }],
    ["AI SDK, a redirect", callError(307), { status: 307 }],
    ["AI SDK, status 200 with a body that cannot be read", callError(200), { code: "malformed", status: undefined }],
    [
      "AI SDK, unreachable",
      new APICallError({ message: "Cannot connect to API: refused", url: "", requestBodyValues: {} }),
      { code: "connection" },
    ],
    ["AI SDK, invalid JSON", new JSONParseError({ text: SAID, cause: new SyntaxError(SAID) }), { code: "malformed" }],
    [
      "AI SDK, an unexpected type",
      new TypeValidationError({ value: SAID, cause: new Error(SAID) }),
      { code: "malformed" },
    ],
    [
      "OpenAI, status 401",
      APIError.generate(401, { message: SAID }, SAID, new Headers()),
      { code: "authentication", status: 401 },
    ],
    [
      "OpenAI, status 429 with a wait",
      APIError.generate(429, {}, SAID, new Headers(wait)),
      { code: "rate_limit", status: 429, retryAfterMs: 7_000 },
    ],
    ["OpenAI, unreachable", new APIConnectionError({ message: "Connection error." }), { code: "connection" }],
    ["Anthropic, status 529", AnthropicError.generate(529, {}, SAID, new Headers()), { code: "server", status: 529 }],
    ["Anthropic, unreachable", new AnthropicConnectionError({ message: "Connection error." }), { code: "connection" }],
    ["fetch, unreachable", new TypeError("fetch failed"), { code: "connection" }],
    ["JSON.parse", new SyntaxError(SAID), { code: "malformed" }],
    ["a status that is none", Object.assign(new Error(SAID), { status: 0 }), { code: "server", status: undefined }],
    ["a status that is a text", Object.assign(new Error(SAID), { status: KEY }), { code: "server", status: undefined }],
    [
      "headers that are none",
      Object.assign(new Error(SAID), { status: 500, headers: 7 }),
      { code: "server", status: 500 },
    ],
    ["an unknown error", new Error(SAID), { code: "server", status: undefined }],
    ["an object", { type: "rate_limit_error", message: SAID }, { code: "rate_limit" }],
    ["a text", SAID, { code: "server" }],
  ])("is one of this package, which quotes no text of the provider (%s)", (_, thrown, expected) => {
    const error = providerFailure("p")(thrown) as ProviderError;
    expect(error).toBeInstanceOf(ProviderError);
    expect(error).toMatchObject(expected);
    expect(error.message).toMatch(/^Cannot call model: provider "p" /);
    expect(JSON.stringify([error.message, error.detail, error.cause])).not.toContain(KEY);
    expect(error.message).not.toContain("Incorrect");
  });

  it("keeps what the provider said for the operator, but not half a key where it is cut", () => {
    expect((providerFailure("p")(callError(401)) as ProviderError).detail).toMatch(
      /^AI_APICallError: Incorrect API key[^]*\nIncorrect API key/,
    );
    expect((providerFailure("p")(new Error("a")) as ProviderError).detail).toBe("Error: a");
    const cutInsideKey = new Error(`${"x".repeat(8_192 - "Error:  sk-live".length)} ${KEY}`);
    const { detail } = providerFailure("p")(cutInsideKey) as ProviderError;
    expect(detail).not.toContain("sk-");
    expect(detail?.length).toBeLessThanOrEqual(8_192);
  });

  it.each([new LoadAPIKeyError({ message: "Set OPENAI_API_KEY" }), new AlreadyReadError()])(
    "stays as it is if it is about the application: %s",
    (error) => {
      expect(providerFailure("p")(error)).toBe(error);
    },
  );

  it("gives way to the reason of a signal that has aborted", async () => {
    const reason = new Error("enough");
    const aborted = AbortSignal.abort(reason);
    const broken = new Error(SAID);
    const mapError = providerFailure("p");
    await expect(withErrorsMapped(mapError, aborted, () => Promise.reject(broken))).rejects.toBe(reason);
    await expect(withErrorsMapped(mapError, undefined, () => Promise.reject(broken))).rejects.toMatchObject({
      code: "server",
    });
    const stream = () => new ReadableStream({ start: (controller) => controller.error(broken) });
    await expect(collect(streamWithErrorsMapped(mapError, aborted, stream()))).rejects.toBe(reason);
    await expect(collect(streamWithErrorsMapped(mapError, undefined, stream()))).rejects.toMatchObject({
      code: "server",
    });
  });
});
