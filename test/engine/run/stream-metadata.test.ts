import { describe, expect, it, vi } from "vitest";
import {
  blockedChunk,
  collect,
  finish,
  HELLO,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  text,
} from "../../support/engine.ts";

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
  ])("returns frames and a last one with usage, %s output rails", async (_name, yaml) => {
    const frames = await collect(railsOf(yaml, { llm: model }).streamAsync({ ...HELLO, includeMetadata: true }));
    expect(frames).toEqual([{ text: "a" }, { text: "b" }, { text: "", metadata }]);
  });

  it("reports the finish of the first choice, whatever the others", async () => {
    const llm = new RecordingModel([text("a"), finish(), { type: "finish", choice: 1, reason: "length" }]);
    const frames = await collect(railsOf("", { llm }).streamAsync({ ...HELLO, includeMetadata: true }));
    expect(frames.at(-1)?.metadata?.response_metadata.finish_reason).toBe("stop");
  });

  it("reports a block in both forms", async () => {
    const frames = await collect(
      railsOf(REGEX_OUTPUT("b"), { llm: model }).streamAsync({ ...HELLO, includeMetadata: true }),
    );
    expect(frames.slice(0, 2)).toEqual([{ text: "a" }, { text: blockedChunk("regex check output") }]);
    expect(frames.at(-1)?.metadata?.response_metadata.finish_reason).toBe("content_filter");
  });

  it("accepts the former option name, and warns once", async () => {
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
