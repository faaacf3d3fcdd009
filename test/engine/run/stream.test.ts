import { describe, expect, it, vi } from "vitest";
import { ProviderError, RequestError, StreamingNotSupportedError } from "../../../src/errors.ts";
import { deferred } from "../../../src/engine/deferred.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import type { StreamPart } from "../../../src/types.ts";
import {
  assistant,
  blockedChunk,
  collect,
  collectUntilError,
  finish,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  settle,
  text,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";

const NOT_STREAMING = "rails:\n  output:\n    flows: [self check output]\n";
const INPUT = "rails:\n  input:\n    flows: [self check input]\n";
const BLOCK_ALL = "rails:\n  output:\n    flows: [nay]\n    streaming: { enabled: true, stream_first: false }\n";

describe("streamAsync", () => {
  it("streams the answer as texts, as the page shows", async () => {
    const rails = railsOf("", { llm: says("Hi there") });
    let printed = "";
    for await (const chunk of rails.streamAsync(HELLO)) printed += chunk;
    expect(printed).toBe("Hi there");
  });

  it("takes a prompt instead of messages", async () => {
    const model = new RecordingModel(textParts("x"));
    await collect(railsOf("", { llm: model }).streamAsync({ prompt: "Hello!" }));
    expect(model.requests[0]?.messages).toEqual([user("Hello!")]);
  });

  it("is a ReadableStream one can pipe and make a Response of", async () => {
    const stream = railsOf("", { llm: says("bytes") }).streamAsync(HELLO);
    expect(stream).toBeInstanceOf(ReadableStream);
    expect(await new Response(stream.pipeThrough(new TextEncoderStream())).text()).toBe("bytes");
  });

  it("runs nothing before the first read, and never for a stream nobody reads", async () => {
    const model = new RecordingModel(textParts("x"));
    const asked = vi.fn(() => "No");
    const rails = railsOf(JUDGE_MODELS + INPUT, withJudge(model, judge(asked)));
    const stream = rails.streamAsync(HELLO);
    await settle();
    expect([model.requests.length, asked.mock.calls.length]).toEqual([0, 0]);
    await collect(stream);
    expect([model.requests.length, asked.mock.calls.length]).toEqual([1, 1]);
  });

  it("asks the model only as its reader does", async () => {
    const model = new RecordingModel(textParts("abcdef"));
    const reader = railsOf("", { llm: model }).streamAsync(HELLO).getReader();
    await reader.read();
    await settle();
    expect(model.pulled).toBe(1);
    await reader.cancel();
  });

  it("refuses at once when output rails do not stream, with the message of NeMo Guardrails", () => {
    const rails = railsOf(NOT_STREAMING);
    const message =
      "stream_async() cannot be used when output rails are configured but rails.output.streaming.enabled is False. Either set rails.output.streaming.enabled to True in your configuration, or use generate_async() instead of stream_async().";
    for (const call of [
      () => rails.streamAsync(HELLO),
      () => rails.streamParts(HELLO),
      () => rails.streamAsync({ generator: [] }),
    ]) {
      expect(call).toThrow(StreamingNotSupportedError);
      expect(call).toThrow(message);
    }
  });

  it("leaves generateAsync to configs that do not stream", async () => {
    const rails = railsOf(
      JUDGE_MODELS + NOT_STREAMING,
      withJudge(
        says("fine"),
        judge(() => "No"),
      ),
    );
    expect(await rails.generateAsync(HELLO)).toEqual(assistant("fine"));
  });

  it.each([
    ["neither prompt nor messages", {}, "Either prompt or messages must be provided."],
    ["both", { prompt: "a", messages: [] }, "Only one of prompt or messages can be provided."],
    ["no message", { messages: [] }, "There is no message to answer"],
    [
      "a message of useChat",
      { messages: [{ id: "1", role: "user", parts: [{ type: "text", text: "x" }] }] },
      "as useChat sends them",
    ],
    ["an unknown role", { messages: [{ role: "root", content: "x" }] }, 'Unknown role "root"'],
    ["an unknown option", { prompt: "a", options: { rials: {} } }, 'Unknown option "rials"'],
    ["an unknown category", { prompt: "a", options: { rails: ["ouput"] } }, 'Unknown rail category "ouput"'],
    ["an unknown rail", { prompt: "a", options: { rails: { input: ["x"] } } }, 'There is no input rail "x"'],
    ["a state", { prompt: "a", state: { events: [1] } }, "Only an empty state is supported"],
    [
      "context that is no object",
      { messages: [{ role: "context", content: "x" }, user("a")] },
      "must be an object of variables",
    ],
    [
      "content that is no text",
      { messages: [{ role: "user", content: 5 }] },
      "must be a text, a list of parts, or null",
    ],
    ["a prompt that is no text", { prompt: 5 }, "The prompt must be a text"],
    ["messages that are no list", { messages: "hi" }, "messages must be a list of messages"],
    ["a message that is none", { messages: [null] }, "messages must be a list of messages"],
    ["a part that is none", { messages: [{ role: "user", content: [null] }] }, "parts of a message must be objects"],
    [
      "a broken tool call",
      { messages: [{ role: "assistant", content: null, tool_calls: [{ id: "c" }] }] },
      "tool_calls must be",
    ],
  ])("refuses %s at once", (_name, input, message) => {
    const rails = railsOf("");
    expect(() => rails.streamAsync(input as never)).toThrow(RequestError);
    expect(() => rails.streamAsync(input as never)).toThrow(message);
  });
});

describe("streamAsync with input rails", () => {
  const refused = (yaml: string, colang?: string): Promise<string[]> => {
    const rails = railsOf(
      JUDGE_MODELS + INPUT + yaml,
      withJudge(
        says("never"),
        judge(() => "Yes"),
      ),
      colang,
    );
    return collect(rails.streamAsync(HELLO));
  };

  it("answers a refused question with one chunk", async () => {
    expect(await refused("")).toEqual(["I'm sorry, I can't respond to that."]);
  });

  it("takes the words of the config, from YAML or from Colang", async () => {
    expect(await refused('bot_messages: { refuse to respond: ["Nope."] }')).toEqual(["Nope."]);
    expect(await refused("", 'define bot refuse to respond\n  "Never."\n')).toEqual(["Never."]);
  });

  it("asks the model nothing, and says what became of it", async () => {
    const model = new RecordingModel(textParts("never"));
    const rails = railsOf(
      JUDGE_MODELS + INPUT,
      withJudge(
        model,
        judge(() => "Yes"),
      ),
    );
    const stream = rails.streamAsync(HELLO);
    await collect(stream);
    expect(model.requests).toEqual([]);
    expect(await stream.outcome).toMatchObject({
      status: "blocked",
      rail: "self check input",
      railType: "input",
      code: "content_blocked",
    });
    expect(await stream.usage).toMatchObject({ completionTokens: 0, deliveredTokens: 0, withheldTokens: 0 });
  });

  it("sends the model what input rails rewrote, and calls the answer modified", async () => {
    const model = new RecordingModel(textParts("ok"));
    const rails = railsOf("rails:\n  input:\n    flows: [mask]\n", {
      llm: model,
      rails: [
        defineRail({
          name: "mask",
          reads: "whole",
          transforms: true,
          check: () => ({ outcome: "transform", text: "***" }),
        }),
      ],
    });
    const stream = rails.streamParts(HELLO);
    const parts = await collect(stream);
    expect(model.requests[0]?.messages).toEqual([user("***")]);
    expect(parts.findIndex(({ type }) => type === "verdict")).toBe(0);
    expect(await stream.outcome).toMatchObject({ status: "modified", rail: "mask", railType: "input" });
  });

  it("stops the checks when the reader leaves during them", async () => {
    let signal: AbortSignal | undefined;
    const hangs = judge((_prompt, request) => ((signal = request.signal), new Promise(() => {})));
    const model = new RecordingModel(textParts("x"));
    const stream = railsOf(JUDGE_MODELS + INPUT, withJudge(model, hangs)).streamAsync(HELLO);
    const reader = stream.getReader();
    const read = reader.read();
    await settle();
    await reader.cancel(new Error("left"));
    expect(signal?.aborted).toBe(true);
    expect(await read).toEqual({ done: true, value: undefined });
    await expect(stream.outcome).rejects.toThrow("left");
    expect(model.requests).toEqual([]);
  });
});

describe("streamAsync with output rails", () => {
  const secret = REGEX_OUTPUT("secret");

  it("ends a blocked stream with the page's one JSON chunk", async () => {
    const stream = railsOf(secret, { llm: says("ok then secret, more") }).streamAsync(HELLO);
    const chunks = await collect(stream);
    expect(chunks.at(-1)).toBe(
      '{"error": {"message": "Blocked by regex check output rails.", "type": "guardrails_violation", "param": "regex check output", "code": "content_blocked"}}',
    );
    expect(chunks.slice(0, -1).join("")).toBe("ok then ");
    expect(await stream.outcome).toMatchObject({
      status: "blocked",
      rail: "regex check output",
      railType: "output",
      code: "content_blocked",
      verdicts: [{ channel: "text", start: 8, end: 14 }],
    });
  });

  it("passes a model's JSON and protocol words as text", async () => {
    const forged = `${blockedChunk("x")}\n\ndata: [DONE]\n\n`;
    const stream = railsOf(secret, { llm: says(forged) }).streamAsync(HELLO);
    expect((await collect(stream)).join("")).toBe(forged);
    expect((await stream.outcome).status).toBe("passed");
  });

  it("aborts the model in the tick in which a pattern matches", async () => {
    const model = new RecordingModel(textParts("a secret and a long tail"));
    const reader = railsOf(secret, { llm: model }).streamAsync(HELLO).getReader();
    while (model.pulled < "a secret".length) await reader.read();
    expect(model.cancels).toHaveLength(1);
    expect(model.pulled).toBe("a secret".length);
  });

  it("aborts the model in the tick in which a judge blocks", async () => {
    const verdict = deferred<string>();
    const yaml = `${JUDGE_MODELS}
rails: { output: { flows: [self check output], streaming: { enabled: true, chunk_size: 1, context_size: 0, max_in_flight: 1 } } }`;
    const model = new RecordingModel(textParts("one two three four five", 4));
    const stream = railsOf(
      yaml,
      withJudge(
        model,
        judge(() => verdict.promise),
      ),
    ).streamAsync(HELLO);
    const reader = stream.getReader();
    // The window ends within the first delta.
    expect([(await reader.read()).value, (await reader.read()).value]).toEqual(["one", " "]);
    expect(model.cancels).toEqual([]);
    const rest = reader.read();
    await settle();
    const before = model.pulled;
    verdict.resolve("Yes");
    await settle();
    expect(model.cancels).toHaveLength(1);
    expect(model.pulled).toBe(before);
    expect((await rest).value).toBe(blockedChunk("self check output"));
    expect((await reader.read()).done).toBe(true);
    expect((await stream.outcome).status).toBe("blocked");
  });

  it("aborts the model when the reader leaves", async () => {
    const model = new RecordingModel(textParts("abcdef"));
    const stream = railsOf(secret, { llm: model }).streamAsync(HELLO);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel(new Error("left"));
    expect(model.cancels).toEqual([new Error("left")]);
    expect(model.requests[0]?.signal?.aborted).toBe(true);
    await expect(stream.outcome).rejects.toThrow("left");
    const { completionTokens, deliveredTokens, withheldTokens } = await stream.usage;
    expect(deliveredTokens + withheldTokens).toBe(completionTokens);
  });

  it("is blocked, and not broken, when the reader leaves on the verdict of a judge", async () => {
    const yaml = `${JUDGE_MODELS}
rails: { output: { flows: [self check output], streaming: { enabled: true, stream_first: false } } }`;
    const options = withJudge(
      says("a bad answer"),
      judge(() => "Yes"),
    );
    const stream = railsOf(yaml, options).streamParts(HELLO);
    const reader = stream.getReader();
    for (let next = await reader.read(); next.value?.type !== "verdict"; next = await reader.read()) {
      expect(next.done).toBe(false);
    }
    await reader.cancel(new Error("enough"));
    expect(await stream.outcome).toMatchObject({ status: "blocked", rail: "self check output" });
  });

  it("is not passed before the last check is in", async () => {
    const verdict = deferred<string>();
    const yaml = `${JUDGE_MODELS}\nrails: { output: { flows: [self check output], streaming: { enabled: true } } }`;
    const stream = railsOf(
      yaml,
      withJudge(
        says("short"),
        judge(() => verdict.promise),
      ),
    ).streamAsync(HELLO);
    let known = false;
    void stream.outcome.then(() => (known = true));
    const reader = stream.getReader();
    let read = "";
    while (read !== "short") read += (await reader.read()).value ?? "";
    const end = reader.read();
    await settle();
    expect(known).toBe(false);
    verdict.resolve("No");
    expect(await end).toEqual({ done: true, value: undefined });
    expect((await stream.outcome).status).toBe("passed");
  });

  it.each<[string, StreamPart]>([
    ["reasoning", { type: "reasoning-delta", choice: 0, text: "secret" }],
    ["refusals", { type: "refusal-delta", choice: 0, text: "secret" }],
    ["tool calls", { type: "tool-call-delta", choice: 0, index: 0, id: "c", name: "f", text: '{"a":"secret"}' }],
    ["a second tool call", { type: "tool-call-delta", choice: 0, index: 1, text: "secret" }],
    ["the second choice", text("secret", 1)],
  ])("guards %s", async (_name, part) => {
    const model = new RecordingModel([text("fine"), part, finish(), finish(1)]);
    const stream = railsOf(secret, { llm: model }).streamParts(HELLO);
    const parts = await collect(stream);
    expect(JSON.stringify(parts.filter(({ type }) => type.endsWith("-delta")))).not.toContain("secret");
    expect((await stream.outcome).status).toBe("blocked");
    expect(
      parts.filter(({ type }) => type === "finish").every((one) => "reason" in one && one.reason === "content_filter"),
    ).toBe(true);
  });

  it("guards each of several choices, and ends all with one", async () => {
    const model = new RecordingModel([
      text("a"),
      text("b", 1),
      text("c", 2),
      text(" secret", 1),
      text("more"),
      finish(),
      finish(1),
      finish(2),
    ]);
    const parts = await collect(railsOf(secret, { llm: model }).streamParts(HELLO));
    const finishes = parts.filter(({ type }) => type === "finish").map(({ choice }) => choice);
    expect(finishes.sort((a, b) => a - b)).toEqual([0, 1, 2]);
    expect(parts.some((part) => part.type === "text-delta" && part.text.includes("more"))).toBe(false);
  });

  it("masks in mid-stream and calls it modified", async () => {
    const mask = defineRail({
      name: "mask",
      reads: "window",
      transforms: true,
      check: ({ fresh }) =>
        fresh.includes("Bob")
          ? { outcome: "transform", text: fresh.replaceAll("Bob", "<NAME>") }
          : { outcome: "allow" },
    });
    const yaml =
      "rails: { output: { flows: [mask], streaming: { enabled: true, stream_first: false, chunk_size: 2, context_size: 1 } } }";
    const stream = railsOf(yaml, { llm: says("I met Bob in town and Bob left."), rails: [mask] }).streamAsync(HELLO);
    expect((await collect(stream)).join("")).toBe("I met <NAME> in town and <NAME> left.");
    expect(await stream.outcome).toMatchObject({ status: "modified", rail: "mask" });
  });

  it("does not hold text for rails that guard only tool calls", async () => {
    const model = new RecordingModel([
      text("early"),
      { type: "tool-call-delta", choice: 0, index: 0, id: "c", name: "f", text: "{}" },
      finish(),
    ]);
    const seen: string[] = [];
    const rails = railsOf("rails:\n  tool_output:\n    flows: [tools]\n", {
      llm: model,
      rails: [
        defineRail({
          name: "tools",
          reads: "window",
          check: ({ text: value, channel }) => (seen.push(`${channel} ${value}`), { outcome: "block" }),
        }),
      ],
    });
    const stream = rails.streamParts(HELLO);
    const reader = stream.getReader();
    expect((await reader.read()).value).toEqual(text("early"));
    expect(model.pulled).toBe(1);
    reader.releaseLock();
    const parts = await collect(stream);
    expect(seen).toEqual(["tool-call {}"]);
    expect(await stream.outcome).toMatchObject({ status: "blocked", railType: "tool_output" });
    expect(parts.some(({ type }) => type === "tool-call-delta")).toBe(false);
  });

  it("keeps text that such rails do not guard in its order behind what waits for them", async () => {
    const verdict = deferred<{ outcome: "allow" }>();
    const call: StreamPart = { type: "tool-call-delta", choice: 0, index: 0, id: "c", name: "f", text: "{}" };
    const rails = railsOf("rails:\n  tool_output:\n    flows: [tools]\n", {
      llm: new RecordingModel([text("a"), call, finish(), text("b", 1), finish(1)]),
      rails: [defineRail({ name: "tools", reads: "window", check: () => verdict.promise })],
    });
    const parts = collect(rails.streamParts(HELLO));
    await settle();
    verdict.resolve({ outcome: "allow" });
    expect((await parts).slice(0, -1)).toEqual([text("a"), call, finish(), text("b", 1), finish(1)]);
  });

  it("says that a rail failed, and not that it blocked", async () => {
    const broken = defineRail({ name: "nay", reads: "window", check: () => Promise.reject(new Error("key abc")) });
    const stream = railsOf(BLOCK_ALL, { llm: says("hi"), rails: [broken] }).streamAsync(HELLO);
    const chunks = await collect(stream);
    expect(JSON.parse(chunks.at(-1) ?? "")).toEqual({
      error: {
        message: "Internal error in nay rail: the check failed",
        type: "internal_error",
        param: "nay",
        code: "rail_execution_failure",
      },
    });
    expect(await stream.outcome).toMatchObject({
      status: "blocked",
      code: "rail_execution_failure",
      reason: "key abc",
    });
  });

  it("turns a gate that throws into a block", async () => {
    const broken = defineRail({
      name: "nay",
      reads: "incremental",
      createGate: () => {
        throw new Error("boom");
      },
    });
    const stream = railsOf(BLOCK_ALL, { llm: says("hi"), rails: [broken] }).streamAsync(HELLO);
    const chunks = await collect(stream);
    expect(chunks).toHaveLength(1);
    expect(await stream.outcome).toMatchObject({ status: "blocked", rail: "nay", code: "rail_execution_failure" });
    const lax = railsOf(BLOCK_ALL, { llm: says("hi"), rails: [{ ...broken, onError: "allow" }] });
    expect((await collect(lax.streamAsync(HELLO))).join("")).toBe("hi");
  });
});

describe("streamAsync when something breaks", () => {
  const secret = REGEX_OUTPUT("secret");
  const server = new ProviderError("server", "no");

  it("rejects the first read and the outcome when the model fails before its first part", async () => {
    const failing = { ...says("x"), stream: () => Promise.reject(server) };
    const stream = railsOf("", { llm: failing }).streamAsync(HELLO);
    await expect(stream.getReader().read()).rejects.toBe(server);
    await expect(stream.outcome).rejects.toBe(server);
    expect(await stream.usage).toMatchObject({ completionTokens: 0 });
  });

  it("gives the text so far, then the error", async () => {
    const truncated = new ProviderError("truncated", "cut");
    const model = new RecordingModel([text("so far"), truncated]);
    const stream = railsOf(secret, { llm: model }).streamAsync(HELLO);
    const { chunks, error } = await collectUntilError(stream);
    expect(chunks.join("")).toBe("so far");
    expect(error).toBe(truncated);
    await expect(stream.outcome).rejects.toBe(truncated);
  });

  it("does not release what still waits for a verdict when the model breaks", async () => {
    const yaml = `${JUDGE_MODELS}\nrails: { output: { flows: [self check output], streaming: { enabled: true, stream_first: false } } }`;
    const model = new RecordingModel([text("bad words"), new ProviderError("truncated", "cut")]);
    const stream = railsOf(
      yaml,
      withJudge(
        model,
        judge(() => "Yes"),
      ),
    ).streamAsync(HELLO);
    const { chunks } = await collectUntilError(stream);
    expect(chunks.join("")).not.toContain("bad");
  });

  it("takes a signal before, during and after", async () => {
    const before = new AbortController();
    before.abort(new Error("early"));
    const model = new RecordingModel(textParts("abc"));
    const early = railsOf("", { llm: model }).streamAsync({ ...HELLO, signal: before.signal });
    await expect(early.getReader().read()).rejects.toThrow("early");
    await expect(early.outcome).rejects.toThrow("early");
    expect(model.requests).toEqual([]);

    const during = new AbortController();
    const stream = railsOf("", { llm: model }).streamAsync({ ...HELLO, signal: during.signal });
    const reader = stream.getReader();
    await reader.read();
    during.abort(new Error("stop"));
    await expect(reader.read()).rejects.toThrow("stop");
    await expect(stream.outcome).rejects.toThrow("stop");
    expect(model.cancels).toHaveLength(1);

    const after = new AbortController();
    const whole = railsOf("", { llm: model }).streamAsync({ ...HELLO, signal: after.signal });
    await collect(whole);
    after.abort(new Error("late"));
    expect((await whole.outcome).status).toBe("passed");
  });

  it("leaves no listener on the caller's signal", async () => {
    const { signal } = new AbortController();
    const [add, remove] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
    for (const yaml of ["", secret])
      await collect(railsOf(yaml, { llm: says("x secret") }).streamAsync({ ...HELLO, signal }));
    expect(add.mock.calls.length).toBeGreaterThan(0);
    const left = add.mock.calls.filter(([, listener]) => !remove.mock.calls.some(([, gone]) => gone === listener));
    expect(left).toEqual([]);
  });
});

describe("streamAsync with metadata", () => {
  const metadata = {
    response_metadata: { finish_reason: "stop", model_name: "scripted" },
    usage_metadata: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
    usage: { input_tokens: 7, output_tokens: 2, total_tokens: 9 },
  };
  const model = says({ content: "ab", usage: { prompt_tokens: 7, completion_tokens: 2 } });

  it.each([
    ["without", ""],
    ["with", REGEX_OUTPUT("secret")],
  ])("gives frames and one last with figures, %s output rails", async (_name, yaml) => {
    const frames = await collect(railsOf(yaml, { llm: model }).streamAsync({ ...HELLO, includeMetadata: true }));
    expect(frames).toEqual([{ text: "a" }, { text: "b" }, { text: "", metadata }]);
  });

  it("tells how the first choice ended, whatever the others did", async () => {
    const llm = new RecordingModel([text("a"), finish(), { type: "finish", choice: 1, reason: "length" }]);
    const frames = await collect(railsOf("", { llm }).streamAsync({ ...HELLO, includeMetadata: true }));
    expect(frames.at(-1)?.metadata?.response_metadata.finish_reason).toBe("stop");
  });

  it("tells of a block in both ways", async () => {
    const frames = await collect(
      railsOf(REGEX_OUTPUT("b"), { llm: model }).streamAsync({ ...HELLO, includeMetadata: true }),
    );
    expect(frames.slice(0, 2)).toEqual([{ text: "a" }, { text: blockedChunk("regex check output") }]);
    expect(frames.at(-1)?.metadata?.response_metadata.finish_reason).toBe("content_filter");
  });

  it("takes the old option name and warns once", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const rails = railsOf("", { llm: model });
    for (let i = 0; i < 3; i++) {
      const frames = await collect(rails.streamAsync({ ...HELLO, includeGenerationMetadata: true }));
      expect(frames.at(-1)).toMatchObject({ metadata });
    }
    expect(warn.mock.calls).toEqual([["edgerails: includeGenerationMetadata is deprecated: use includeMetadata"]]);
    warn.mockRestore();
  });
});

describe("streamAsync over an answer from elsewhere", () => {
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

  it("runs input rails when there are messages, and gives up the answer they refuse", async () => {
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

  it("gives up the answer when its own stream is cancelled unread", async () => {
    const cancel = vi.fn();
    const stream = railsOf("").streamAsync({ generator: new ReadableStream<string>({ cancel }) });
    await stream.cancel(new Error("no"));
    expect(cancel).toHaveBeenCalledTimes(1);
    await expect(stream.outcome).rejects.toThrow("no");
  });

  it("gives up the answer once when it is cancelled in the middle", async () => {
    const cancel = vi.fn();
    const generator = new ReadableStream<string>({ pull: (controller) => controller.enqueue("x"), cancel });
    const reader = railsOf("").streamAsync({ generator }).getReader();
    await reader.read();
    await reader.cancel();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it("gives the error of a generator as a ProviderError", async () => {
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
  it("rejects with what fails before the answer begins, so that a server can say so", async () => {
    const failing = { ...says("x"), stream: () => Promise.reject(new ProviderError("rate_limit", "slow down")) };
    await expect(railsOf("", { llm: failing }).startStream(HELLO)).rejects.toMatchObject({ code: "rate_limit" });
  });

  it("resolves to parts and the run that tracks their outcome", async () => {
    const { parts, run } = await railsOf("", { llm: new RecordingModel(textParts("ab")) }).startStream(HELLO);
    expect((await collect(parts)).map(({ type }) => type)).toEqual(["text-delta", "text-delta", "finish", "usage"]);
    expect((await run.tracker.outcome).status).toBe("passed");
  });

  it("stops the model when its parts are cancelled", async () => {
    const model = new RecordingModel(textParts("ab"));
    const { parts, run } = await railsOf("", { llm: model }).startStream(HELLO);
    await parts.cancel(new Error("left"));
    expect(model.cancels).toEqual([new Error("left")]);
    await expect(run.tracker.outcome).rejects.toThrow("left");
  });

  it("stops a model that ignored the signal while it started", async () => {
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
  it("is the text as it comes, in headers that keep it from being gathered", async () => {
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

  it("takes headers and a status of the caller's", () => {
    const stream = railsOf("", { llm: says("x") }).streamAsync(HELLO);
    const response = stream.toResponse({ status: 201, headers: { "content-type": "text/markdown", "x-own": "1" } });
    expect(response.status).toBe(201);
    expect([response.headers.get("content-type"), response.headers.get("x-own")]).toEqual(["text/markdown", "1"]);
  });

  it("asks nobody before it is read, and stops the model when its reader leaves", async () => {
    const model = new RecordingModel(textParts("ab"));
    const response = railsOf("", { llm: model }).streamAsync(HELLO).toResponse();
    expect(model.requests).toEqual([]);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(model.cancels).toHaveLength(1);
  });
});
