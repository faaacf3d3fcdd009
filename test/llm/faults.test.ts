import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LimitError, ProviderError, type ProviderErrorCode } from "../../src/errors.ts";
import type { Runtime } from "../../src/http/runtime.ts";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { createModel } from "../../src/llm/registry.ts";
import { startFaultServer, type FaultServer } from "../support/fault-server.ts";
import { TEXT } from "../support/fault-text.ts";
import { UPSTREAM_SECRET } from "../support/faults.ts";
import { ask, modelConfig, streamAll, streamUntilError, textOf } from "../support/model-runtime.ts";

let server: FaultServer;

beforeAll(async () => {
  server = await startFaultServer();
});

afterAll(() => server.close());

interface Options {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly runtime?: Partial<Runtime>;
}

const model = (name: string, { parameters = {}, runtime = {} }: Options = {}): LanguageModel =>
  createModel(
    modelConfig({
      model: name,
      parameters: { base_url: server.url, max_retries: 0, timeout: 5, idle_timeout: 5, ...parameters },
    }),
    { fetch, env: { OPENAI_API_KEY: UPSTREAM_SECRET }, clock: SYSTEM_CLOCK, ...runtime },
  );

const expectFailure = async (
  name: string,
  code: ProviderErrorCode,
  text: string,
  options?: Options,
): Promise<ProviderError> => {
  const { parts, error } = await streamUntilError(model(name, options));
  expect(error).toBeInstanceOf(ProviderError);
  expect((error as ProviderError).code).toBe(code);
  expect(textOf(parts)).toBe(text);
  expect(parts.some(({ type }) => type === "finish")).toBe(false);
  return error as ProviderError;
};

describe("a correct answer in any form", () => {
  it.each([
    ["good", "a regular stream"],
    ["no-done", "row 1: an end without [DONE] after a finish reason"],
    ["done-only", "row 3: [DONE] without a finish reason"],
    ["byte-by-byte", "row 13: bytes one by one"],
    ["bom", "row 15: a byte order mark"],
    ["crlf", "row 16: CRLF and comments"],
    ["cr", "row 16: carriage returns alone"],
    ["no-space-multi-line", "row 16: data without a space, over two lines"],
    ["empty-data", "row 17: empty data events"],
    ["nulls", "row 19: null choices and deltas"],
    ["finish-twice", "row 21: two finish reasons"],
    ["text-after-finish", "row 21: text after the finish reason"],
    ["text-after-done", "row 21: text after [DONE]"],
    ["json-completion", "a JSON completion instead of a stream"],
  ])("%s: the text is exact and finishes once (%s)", async (name) => {
    const parts = await streamAll(model(name));
    expect(textOf(parts)).toBe(TEXT);
    expect(parts.filter(({ type }) => type === "finish")).toEqual([{ type: "finish", choice: 0, reason: "stop" }]);
  });

  it("row 14: invalid UTF-8 becomes U+FFFD and the stream lives", async () => {
    expect(textOf(await streamAll(model("invalid-utf8")))).toBe("a\uFFFD\uFFFDb");
  });

  it.each(["good", "usage-twice", "usage-with-choices", "usage-on-every-chunk", "json-completion"])(
    "row 20: %s reports its usage once",
    async (name) => {
      const usages = (await streamAll(model(name))).filter(({ type }) => type === "usage");
      const usage = { promptTokens: 7, completionTokens: 3, totalTokens: 10, estimated: false };
      expect(usages).toEqual([{ type: "usage", choice: 0, usage }]);
    },
  );

  it("row 20: an upstream without usage reports none", async () => {
    expect((await streamAll(model("no-usage"))).filter(({ type }) => type === "usage")).toEqual([]);
  });

  it("row 22: two choices keep their texts and their finish reasons apart", async () => {
    const parts = await streamAll(model("two-choices"));
    expect([textOf(parts, 0), textOf(parts, 1)]).toEqual(["ab", "xy"]);
    const { choices } = await model("two-choices").generate(ask());
    expect(choices.map(({ content, finishReason }) => [content, finishReason])).toEqual([
      ["ab", "stop"],
      ["xy", "length"],
    ]);
  });
});

describe("an upstream that fails in the middle of a stream", () => {
  it.each([
    ["no-end", "row 2: neither finish reason nor [DONE]"],
    ["reset-mid-event", "row 4: a reset within an event"],
    ["eof-in-json", "row 5: a clean end within an event"],
  ])("%s: all text so far, then `truncated` (%s)", async (name) => {
    await expectFailure(name, "truncated", TEXT);
    await expect(model(name).generate(ask())).rejects.toMatchObject({ code: "truncated" });
  });

  it.each(["eof-of-close", "short-length"])("row 24: %s is `truncated`", async (name) => {
    await expectFailure(name, "truncated", "Hello");
  });

  it.each(["in-band-error", "error-event"])("row 10: %s delivers the text so far, then a typed error", async (name) => {
    const error = await expectFailure(name, "server", TEXT);
    expect(error.message).not.toContain("10.0.0.7");
    expect(error.detail).toContain("boom");
  });

  it("row 11: a stall is `idle_timeout` and closes the connection", async () => {
    await expectFailure("stall", "idle_timeout", "Hello", { parameters: { idle_timeout: 0.05 } });
    await server.hungUp();
  });

  it("row 18: an event that is not JSON is `malformed`", async () => {
    await expectFailure("bad-json", "malformed", "Hello");
  });

  it("row 19: content that is not text is `malformed`", async () => {
    await expectFailure("numeric-content", "malformed", "");
  });

  it.each(["huge-event", "endless-line"])("row 23: %s is a LimitError and closes the connection", async (name) => {
    const { error } = await streamUntilError(model(name));
    expect(error).toBeInstanceOf(LimitError);
    await server.hungUp();
  });
});

describe("an upstream that fails before the answer", () => {
  it("row 6: an empty body is `empty`", async () => {
    await expectFailure("empty", "empty", "");
    await expect(model("empty").generate(ask())).rejects.toMatchObject({ code: "empty" });
  });

  it("row 7: HTTP 200 with a JSON error is that error", async () => {
    await expectFailure("json-error", "server", "");
    expect(await expectFailure("json-error-429", "rate_limit", "")).toMatchObject({ status: 429 });
    await expect(model("json-error").generate(ask())).rejects.toMatchObject({ code: "server" });
  });

  it("row 8: 429 keeps its Retry-After", async () => {
    expect(await expectFailure("rate-limit", "rate_limit", "")).toMatchObject({ status: 429, retryAfterMs: 7000 });
  });

  it.each([
    ["html-500", "server"],
    ["html-200", "malformed"],
    ["unauthorized", "authentication"],
  ] as const)("row 9: %s reveals neither body, nor key, nor URL", async (name, code) => {
    const error = await expectFailure(name, code, "");
    for (const secret of [UPSTREAM_SECRET, "Traceback", "10.0.0.7", "127.0.0.1"])
      expect(error.message).not.toContain(secret);
    expect(error.detail).not.toContain(UPSTREAM_SECRET);
  });

  it("keeps at most 8 kB of an error body", async () => {
    expect((await expectFailure("big-500", "server", "")).detail).toHaveLength(8192);
  });

  it("does not wait for the end of an error body", async () => {
    const options = { parameters: { idle_timeout: 3600 } };
    expect((await expectFailure("endless-500", "server", "", options)).detail).toHaveLength(8192);
    await server.hungUp();
  });

  it("row 11: headers without a body are `idle_timeout`", async () => {
    await expectFailure("stall-at-once", "idle_timeout", "", { parameters: { idle_timeout: 0.05 } });
    await server.hungUp();
  });

  it("row 12: an upstream that never answers is `connect_timeout` and is cancelled", async () => {
    await expectFailure("never-answers", "connect_timeout", "", { parameters: { timeout: 0.05 } });
    await server.hungUp();
  });

  it("a reset before the answer is `connection`", async () => {
    await expectFailure("reset", "connection", "");
  });

  it("row 24: a redirect is rejected, so the key stays at its origin", async () => {
    const before = server.requests.length;
    expect(await expectFailure("redirect", "malformed", "")).toMatchObject({ status: 302 });
    expect(server.requests.length).toBe(before + 1);
  });

  it.each([
    ["too-long", "context_window"],
    ["bad-request", "bad_request"],
    ["no-such-model", "bad_request"],
  ] as const)("%s is `%s`", async (name, code) => {
    await expectFailure(name, code, "");
  });

  it("a port without a listener is `connection`", async () => {
    const closed = await startFaultServer();
    const { url } = closed;
    await closed.close();
    await expectFailure("good", "connection", "", { parameters: { base_url: url } });
  });
});
