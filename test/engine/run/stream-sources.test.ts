import { describe, expect, it, vi } from "vitest";
import { deferred } from "../../../src/engine/deferred.ts";
import { ProviderError } from "../../../src/errors.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import {
  blockedChunk,
  collect,
  collectUntilError,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  settle,
  textParts,
  withJudge,
} from "../../support/engine.ts";

const INPUT = "rails:\n  input:\n    flows: [self check input]\n";

describe("streamAsync over a generator", () => {
  const secret = REGEX_OUTPUT("secret");
  const chunk = (content: string, finish_reason: string | null = null): object => ({
    choices: [{ index: 0, delta: { content }, finish_reason }],
  });
  const bytes = (...chunks: readonly object[]): Uint8Array[] =>
    [...chunks.map((one) => JSON.stringify(one)), "[DONE]"].map((data) =>
      new TextEncoder().encode(`data: ${data}\n\n`),
    );

  it.each<[string, string, Iterable<string | Uint8Array | object>, readonly string[]]>([
    ["passes it without rails", "", ["a ", "secret"], ["a ", "secret"]],
    ["passes what is allowed", secret, ["a ", "b"], ["a ", "b"]],
    ["blocks", secret, ["a ", "secret"], ["a ", blockedChunk("regex check output")]],
    ["takes an empty one", secret, [], []],
    ["takes a single chunk", secret, ["all"], ["all"]],
    ["takes OpenAI chunks", secret, [chunk("a "), chunk("secret", "stop")], ["a ", blockedChunk("regex check output")]],
    ["takes the bytes of an event stream", secret, bytes(chunk("a "), chunk("b", "stop")), ["a ", "b"]],
  ])("%s", async (_name, yaml, generator, expected) => {
    const stream = railsOf(yaml).streamAsync({ generator });
    expect(await collect(stream)).toEqual(expected);
    expect((await stream.outcome).status).toBe(expected.at(-1)?.startsWith("{") === true ? "blocked" : "passed");
  });

  it("runs input rails if there are messages, and cancels the generator on a block", async () => {
    const rails = railsOf(
      JUDGE_MODELS + INPUT,
      withJudge(
        says("never"),
        judge(() => "Yes"),
      ),
    );
    const cancel = vi.fn();
    const generator = new ReadableStream<string>({ cancel });
    expect(await collect(rails.streamAsync({ ...HELLO, generator }))).toEqual(["I'm sorry, I can't respond to that."]);
    expect(cancel).toHaveBeenCalledTimes(1);
    expect(await collect(rails.streamAsync({ generator: ["x"] }))).toEqual(["x"]);
  });

  it("cancels the generator when its stream is cancelled unread", async () => {
    const cancel = vi.fn();
    const stream = railsOf("").streamAsync({ generator: new ReadableStream<string>({ cancel }) });
    await stream.cancel(new Error("no"));
    expect(cancel).toHaveBeenCalledTimes(1);
    await expect(stream.outcome).rejects.toThrow("no");
  });

  it("cancels the generator once when its stream is cancelled in the middle", async () => {
    const cancel = vi.fn();
    const generator = new ReadableStream<string>({ pull: (controller) => controller.enqueue("x"), cancel });
    const reader = railsOf("").streamAsync({ generator }).getReader();
    await reader.read();
    await reader.cancel();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("converts an error of the generator to a ProviderError", async () => {
    const generator = async function* (): AsyncGenerator<string> {
      yield "a";
      throw new Error("inner");
    };
    const { chunks, error } = await collectUntilError(railsOf("").streamAsync({ generator: generator() }));
    expect(chunks).toEqual(["a"]);
    expect(error).toBeInstanceOf(ProviderError);
  });
});

describe("startStream", () => {
  it("rejects with errors before the start of the answer, so that a server can respond with them", async () => {
    const failing = { ...says("x"), stream: () => Promise.reject(new ProviderError("rate_limit", "slow down")) };
    await expect(railsOf("", { llm: failing }).startStream(HELLO)).rejects.toMatchObject({ code: "rate_limit" });
  });

  it("resolves to parts, and a run that tracks their outcome", async () => {
    const { parts, run } = await railsOf("", { llm: new RecordingModel(textParts("ab")) }).startStream(HELLO);
    expect((await collect(parts)).map(({ type }) => type)).toEqual(["text-delta", "text-delta", "finish", "usage"]);
    expect((await run.tracker.outcome).status).toBe("passed");
  });

  it("cancels the model when its parts are cancelled", async () => {
    const model = new RecordingModel(textParts("ab"));
    const { parts, run } = await railsOf("", { llm: model }).startStream(HELLO);
    await parts.cancel(new Error("left"));
    expect(model.cancels).toEqual([new Error("left")]);
    await expect(run.tracker.outcome).rejects.toThrow("left");
  });

  it("cancels a model that ignored the signal while it started", async () => {
    const model = new RecordingModel(textParts("ab"));
    const begun = deferred<void>();
    const deaf: LanguageModel = {
      ...says("x"),
      stream: async () => {
        await begun.promise;
        return model.stream({ messages: [], params: {} });
      },
    };
    const abort = new AbortController();
    const started = railsOf("", { llm: deaf }).startStream({ ...HELLO, signal: abort.signal });
    await settle();
    abort.abort(new Error("left"));
    begun.resolve();
    await expect(started).rejects.toThrow("left");
    expect(model.cancels).toEqual([new Error("left")]);
  });
});

describe("toResponse", () => {
  it("has the text as it arrives, with headers against buffering", async () => {
    const response = railsOf("", { llm: says("héllo") })
      .streamAsync(HELLO)
      .toResponse();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "content-encoding": "identity",
    });
    expect(await response.text()).toBe("héllo");
  });

  it("accepts headers and a status of the caller", () => {
    const stream = railsOf("", { llm: says("x") }).streamAsync(HELLO);
    const response = stream.toResponse({ status: 201, headers: { "content-type": "text/markdown", "x-own": "1" } });
    expect(response.status).toBe(201);
    expect([response.headers.get("content-type"), response.headers.get("x-own")]).toEqual(["text/markdown", "1"]);
  });

  it("does not call the model before it is read, and cancels it when its reader cancels", async () => {
    const model = new RecordingModel(textParts("ab"));
    const response = railsOf("", { llm: model }).streamAsync(HELLO).toResponse();
    expect(model.requests).toEqual([]);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(model.cancels).toHaveLength(1);
  });
});
