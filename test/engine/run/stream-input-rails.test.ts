import { describe, expect, it } from "vitest";
import { defineRail } from "../../../src/rails/rail.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import {
  collect,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  says,
  settle,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";

const INPUT = "rails:\n  input:\n    flows: [self check input]\n";

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

  it("answers a blocked request with one chunk", async () => {
    expect(await refused("")).toEqual(["I'm sorry, I can't respond to that."]);
  });

  it("uses the refusal of the config, from YAML or Colang", async () => {
    expect(await refused('bot_messages: { refuse to respond: ["Nope."] }')).toEqual(["Nope."]);
    expect(await refused("", 'define bot refuse to respond\n  "Never."\n')).toEqual(["Never."]);
  });

  it("does not call the model after a block, and reports the outcome", async () => {
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

  it("sends the model what input rails rewrote, with outcome modified", async () => {
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
    expect(parts.map(({ type }) => type)).toEqual(["verdict", "text-delta", "text-delta", "finish", "usage"]);
    expect(await stream.outcome).toMatchObject({ status: "modified", rail: "mask", railType: "input" });
  });

  it("reports a rewritten input once, after the provider's response metadata", async () => {
    const facts: StreamPart = { type: "response", choice: 0, model: "m-1" };
    const rails = railsOf("rails:\n  input:\n    flows: [mask]\n", {
      llm: new RecordingModel([facts, ...textParts("ok")]),
      rails: [
        defineRail({
          name: "mask",
          reads: "whole",
          transforms: true,
          check: () => ({ outcome: "transform", text: "***" }),
        }),
      ],
    });
    const types = (await collect(rails.streamParts(HELLO))).map(({ type }) => type);
    expect(types).toEqual(["response", "verdict", "text-delta", "text-delta", "finish", "usage"]);
  });

  it("aborts the checks when the reader cancels during them", async () => {
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
