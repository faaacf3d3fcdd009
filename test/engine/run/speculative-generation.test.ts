import { describe, expect, it } from "vitest";
import { deferred } from "../../../src/engine/deferred.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { defineRail, type Rail } from "../../../src/rails/rail.ts";
import type { StreamPart, ThoughtState } from "../../../src/types/stream-part.ts";
import { collect, HELLO, railsOf, RecordingModel, says, settle, textParts } from "../../support/engine.ts";

const CONFIG = (flows = "judge") => `
rails:
  config: { regex_detection: { input: { patterns: [Hello], replacement: Bye } } }
  input: { flows: [${flows}], speculative_generation: true }
`;

type Decision = { readonly outcome: "allow" } | { readonly outcome: "block"; readonly reason: string };
const ALLOW: Decision = { outcome: "allow" };
const BLOCK: Decision = { outcome: "block", reason: "no" };

const start = (
  flows?: string,
  model: LanguageModel = new RecordingModel(textParts("An answer.")),
  own?: Partial<Rail>,
) => {
  const verdict = deferred<Decision>();
  const judge = defineRail({ name: "judge", reads: "whole", check: () => verdict.promise, ...own } as Rail);
  const rails = railsOf(CONFIG(flows), { llm: model, rails: [judge] });
  const stream = rails.streamAsync(HELLO);
  const read = collect(stream).then((chunks) => chunks.join(""));
  // Expected rejections are checked later.
  read.catch(() => {});
  stream.outcome.catch(() => {});
  return { verdict, stream, read };
};

describe("speculative generation", () => {
  it("starts the model while the judge decides, and delivers nothing before the verdict", async () => {
    const model = new RecordingModel(textParts("An answer."));
    const { verdict, stream, read } = start("judge", model);
    let shown = false;
    void read.then(() => (shown = true));
    await settle();
    expect([model.requests.length, model.pulled, shown]).toEqual([1, 11, false]);
    verdict.resolve(ALLOW);
    expect(await read).toBe("An answer.");
    expect((await stream.outcome).status).toBe("passed");
  });

  it("delivers held and live text alike", async () => {
    const model = new RecordingModel(textParts("x".repeat(10_000)));
    const { verdict, read } = start("judge", model);
    await settle();
    verdict.resolve(ALLOW);
    expect(await read).toBe("x".repeat(10_000));
  });

  it("delivers text after the verdict as it arrives", async () => {
    let answer: ReadableStreamDefaultController<StreamPart> | undefined;
    const model = new RecordingModel([]);
    model.stream = async () => new ReadableStream({ start: (controller) => void (answer = controller) });
    const say = async (text: string): Promise<void> => {
      answer?.enqueue({ type: "text-delta", choice: 0, text });
      await settle();
    };
    const verdict = deferred<Decision>();
    const judge = defineRail({ name: "judge", reads: "whole", check: () => verdict.promise });
    const reader = railsOf(CONFIG(), { llm: model, rails: [judge] })
      .streamAsync(HELLO)
      .getReader();
    const shown: (string | undefined)[] = [];
    const read = (): void => void reader.read().then(({ value }) => shown.push(value));
    read();
    await settle();
    await say("held");
    verdict.resolve(ALLOW);
    await settle();
    read();
    await say("then");
    read();
    await say("and");
    expect(shown).toEqual(["held", "then", "and"]);
    await reader.cancel();
  });

  it("holds a limited amount of text", async () => {
    const model = new RecordingModel(textParts("x".repeat(10_000)));
    const { verdict, read } = start("judge", model);
    for (let round = 0; round < 1_000; round++) await settle();
    expect(model.pulled).toBe(4_096);
    verdict.resolve(ALLOW);
    await read;
  });

  it("holds a limited amount of text in long deltas", async () => {
    const model = new RecordingModel(textParts("x".repeat(1_000_000), 10_000));
    const { verdict, read } = start("judge", model);
    for (let round = 0; round < 100; round++) await settle();
    expect(model.pulled).toBe(27);
    verdict.resolve(ALLOW);
    expect(await read).toHaveLength(1_000_000);
  });

  it.each<readonly [string, ThoughtState, number]>([
    ["long signatures", { kind: "signature", signature: "s".repeat(10_000), end: 0 }, 27],
    ["long thoughts that are encrypted", { kind: "redacted", data: "s".repeat(10_000) }, 27],
  ])("holds a limited amount of %s", async (_what, state, most) => {
    const parts = Array.from({ length: 100 }, (): StreamPart => ({ type: "thought-state", choice: 0, state }));
    const model = new RecordingModel([...parts, ...textParts("An answer.")]);
    const { verdict, read } = start("judge", model);
    for (let round = 0; round < 100; round++) await settle();
    expect(model.pulled).toBe(most);
    verdict.resolve(ALLOW);
    expect(await read).toBe("An answer.");
  });

  it("ends at the stop sequences of the config's own prompt", async () => {
    const yaml = `${CONFIG()}prompts: [{ task: general, content: "{{ history | user_assistant_sequence }}", stop: ["User:"] }]`;
    const judge = defineRail({ name: "judge", reads: "whole", check: () => ALLOW });
    const rails = railsOf(yaml, { llm: new RecordingModel(textParts("Yes. User: and")), rails: [judge] });
    expect((await collect(rails.streamAsync(HELLO))).join("")).toBe("Yes. ");
  });

  it("cancels the model on a block, and reports the wasted tokens", async () => {
    const model = new RecordingModel(textParts("An answer of several words."));
    const { verdict, stream, read } = start("judge", model);
    await settle();
    verdict.resolve(BLOCK);
    expect(await read).toBe("I'm sorry, I can't respond to that.");
    expect(model.cancels).toHaveLength(1);
    expect(model.requests[0]?.signal?.aborted).toBe(true);
    const usage = await stream.usage;
    expect(usage.completionTokens).toBeGreaterThan(3);
    expect([usage.deliveredTokens, usage.withheldTokens]).toEqual([0, usage.completionTokens]);
    expect((await stream.outcome).status).toBe("blocked");
  });

  it("does not delay a block by a model that has not started", async () => {
    const model: LanguageModel = {
      provider: "fake",
      model: "slow",
      generate: () => Promise.reject(new Error("unused")),
      stream: () => new Promise(() => {}),
    };
    const { verdict, read } = start("judge", model);
    verdict.resolve(BLOCK);
    expect(await read).toContain("I'm sorry");
  });

  it("fails with the model only if the judge allows", async () => {
    const broken = (): LanguageModel => ({
      provider: "fake",
      model: "broken",
      generate: () => Promise.reject(new Error("unused")),
      stream: () => Promise.reject(new Error("401")),
    });
    const refused = start("judge", broken());
    refused.verdict.resolve(BLOCK);
    expect(await refused.read).toContain("I'm sorry");
    const failing = start("judge", broken());
    failing.verdict.resolve(ALLOW);
    await expect(failing.read).rejects.toThrow("401");
  });

  it("fails before the start of the answer if the model does, so that a server can respond with an error", async () => {
    const judge = defineRail({ name: "judge", reads: "whole", check: () => ALLOW });
    const llm = { ...says(""), stream: () => Promise.reject(new Error("401")) };
    await expect(railsOf(CONFIG(), { llm, rails: [judge] }).startStream(HELLO)).rejects.toThrow("401");
  });

  it("fails with an answer that fails while it is held", async () => {
    const model = new RecordingModel([...textParts("ab").slice(0, 2), new Error("cut")]);
    const { verdict, read } = start("judge", model);
    await settle();
    verdict.resolve(ALLOW);
    await expect(read).rejects.toThrow("cut");
  });

  it("sends the model the text that pattern rails have masked", async () => {
    const model = new RecordingModel(textParts("ok"));
    const { verdict, read } = start("judge, regex redact input", model);
    verdict.resolve(ALLOW);
    await read;
    expect(model.requests[0]?.messages).toEqual([{ role: "user", content: "Bye!" }]);
  });

  it("does not start before rails that may rewrite, or if a pattern blocks", async () => {
    const model = new RecordingModel(textParts("ok"));
    const rewriting = start("judge", model, { transforms: true });
    await settle();
    expect(model.requests).toEqual([]);
    rewriting.verdict.resolve(BLOCK);
    await rewriting.read;
    expect(await start("judge, regex check input", model).read).toContain("I'm sorry");
    expect(model.requests).toEqual([]);
  });

  it("cancels the model when the reader cancels", async () => {
    const model = new RecordingModel(textParts("ok"));
    const verdict = deferred<Decision>();
    const judge = defineRail({ name: "judge", reads: "whole", check: () => verdict.promise });
    const controller = new AbortController();
    const rails = railsOf(CONFIG(), { llm: model, rails: [judge] });
    const answer = rails.generateAsync({ ...HELLO, signal: controller.signal });
    await settle();
    controller.abort(new Error("gone"));
    await expect(answer).rejects.toThrow("gone");
    expect(model.requests[0]?.signal?.aborted).toBe(true);
  });
});
