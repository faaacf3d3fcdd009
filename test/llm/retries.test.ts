import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ProviderError, type ProviderErrorCode } from "../../src/errors.ts";
import type { Runtime } from "../../src/http/runtime.ts";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { createModel } from "../../src/llm/registry.ts";
import type { Clock } from "../../src/types/clock.ts";
import { startFaultServer, type FaultServer } from "../support/fault-server.ts";
import { TEXT } from "../support/fault-text.ts";
import { UPSTREAM_SECRET } from "../support/faults.ts";
import { ask, instantClock, modelConfig, streamAll, streamUntilError, textOf } from "../support/model-runtime.ts";

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

describe("retries", () => {
  const retrying = (waits: number[] = []): Options => ({
    parameters: { max_retries: 2, timeout: 86_400, idle_timeout: 86_400 },
    runtime: { random: () => 0.5, clock: shortWaits(waits) },
  });

  /** A clock on which waits between attempts end immediately, and deadlines never. */
  const shortWaits = (waits: number[]): Clock => {
    const instant = instantClock(waits);
    return { ...instant, setTimeout: (callback, ms) => (ms > 60_000 ? 0 : instant.setTimeout(callback, ms)) };
  };

  it.each([
    ["rate-limit-once", 7000],
    ["server-once", 250],
    ["reset-once", 250],
  ])("%s succeed at the second attempt, after %i ms", async (name, wait) => {
    const waits: number[] = [];
    expect(textOf(await streamAll(model(name, retrying(waits))))).toBe(TEXT);
    expect(waits[0]).toBe(wait);
  });

  it("end after max_retries, with growing waits", async () => {
    const waits: number[] = [];
    const before = server.requests.length;
    await expectFailure("html-500", "server", "", retrying(waits));
    expect(waits).toEqual([250, 500]);
    expect(server.requests.length).toBe(before + 3);
  });

  it.each(["rate-limit-long", "bad-request", "unauthorized", "in-band-error"])(
    "are not made after %s",
    async (name) => {
      const waits: number[] = [];
      const before = server.requests.length;
      const { error } = await streamUntilError(model(name, retrying(waits)));
      expect(error).toBeInstanceOf(ProviderError);
      expect(waits).toEqual([]);
      expect(server.requests.length).toBe(before + 1);
    },
  );

  it("stop waiting when the request's signal aborts", async () => {
    const abort = new AbortController();
    const reason = new Error("gone");
    const clock: Clock = {
      ...SYSTEM_CLOCK,
      setTimeout(callback, ms) {
        if (ms < 60_000) queueMicrotask(() => abort.abort(reason));
        return setTimeout(callback, 2_000_000);
      },
    };
    const waiting = model("rate-limit", {
      parameters: { max_retries: 1, timeout: 3600 },
      runtime: { clock },
    });
    await expect(waiting.stream(ask("Hi", { signal: abort.signal }))).rejects.toBe(reason);
  });
});
