import { describe, expect, it } from "vitest";
import { deferred } from "../../../src/engine/deferred.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import {
  blockedChunk,
  collect,
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
  withJudge,
} from "../../support/engine.ts";

const BLOCK_ALL = "rails:\n  output:\n    flows: [nay]\n    streaming: { enabled: true, stream_first: false }\n";

describe("streamAsync with output rails", () => {
  const secret = REGEX_OUTPUT("secret");

  it("ends a blocked stream with one JSON chunk, as in NeMo Guardrails", async () => {
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

  it("passes JSON and protocol words of a model as text", async () => {
    const forged = `${blockedChunk("x")}\n\ndata: [DONE]\n\n`;
    const stream = railsOf(secret, { llm: says(forged) }).streamAsync(HELLO);
    expect((await collect(stream)).join("")).toBe(forged);
    expect((await stream.outcome).status).toBe("passed");
  });

  it("cancels the model in the tick in which a pattern matches", async () => {
    const model = new RecordingModel(textParts("a secret and a long tail"));
    const reader = railsOf(secret, { llm: model }).streamAsync(HELLO).getReader();
    while (model.pulled < "a secret".length) await reader.read();
    expect(model.cancels).toHaveLength(1);
    expect(model.pulled).toBe("a secret".length);
  });

  it("cancels the model in the tick in which a judge blocks", async () => {
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

  it("cancels the model when the reader cancels", async () => {
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

  it("has outcome blocked, without an error, if the reader cancels on the verdict of a judge", async () => {
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

  it("has no outcome before the last check", async () => {
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

  it("guards each of several choices, and a block ends all", async () => {
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

  it("masks in the middle of a stream, with outcome modified", async () => {
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

  it("keeps the order of text that such rails do not guard and of waiting parts", async () => {
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

  it("reports a failed rail as failed, not as blocked by content", async () => {
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

  it("treats a throwing gate as a block", async () => {
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
