import { describe, expect, it, vi } from "vitest";
import { ProviderError } from "../../../src/errors.ts";
import {
  collect,
  collectUntilError,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  text,
  textParts,
  withJudge,
} from "../../support/engine.ts";

describe("streamAsync on failures", () => {
  const secret = REGEX_OUTPUT("secret");
  const server = new ProviderError("server", "no");

  it("rejects the first read and the outcome when the model fails before its first part", async () => {
    const failing = { ...says("x"), stream: () => Promise.reject(server) };
    const stream = railsOf("", { llm: failing }).streamAsync(HELLO);
    await expect(stream.getReader().read()).rejects.toBe(server);
    await expect(stream.outcome).rejects.toBe(server);
    expect(await stream.usage).toMatchObject({ completionTokens: 0 });
  });

  it("delivers the text so far, then the error", async () => {
    const truncated = new ProviderError("truncated", "cut");
    const model = new RecordingModel([text("so far"), truncated]);
    const stream = railsOf(secret, { llm: model }).streamAsync(HELLO);
    const { chunks, error } = await collectUntilError(stream);
    expect(chunks.join("")).toBe("so far");
    expect(error).toBe(truncated);
    await expect(stream.outcome).rejects.toBe(truncated);
  });

  it("does not release unchecked text when the model fails", async () => {
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

  it("respects a signal before, during and after the answer", async () => {
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
