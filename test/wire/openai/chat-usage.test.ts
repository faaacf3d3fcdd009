import { describe, expect, it } from "vitest";
import { chunk, end, hi, readBytes, sse } from "./chat-reading.ts";

const COST = { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 };

const ZEROS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

describe("usage", () => {
  it.each<[string, readonly object[]]>([
    ["a chunk of its own", [end(), { id: "c", choices: [], usage: COST }]],
    ["a chunk without choices", [end(), { usage: COST }]],
    ["the last chunk", [end("stop", {}, { usage: COST })]],
    [
      "every chunk",
      [chunk({ content: "" }, {}, { usage: { ...COST, completion_tokens: 1 } }), end("stop", {}, { usage: COST })],
    ],
    ["an early chunk, with zeros behind it", [chunk({}, {}, { usage: COST }), end("stop", {}, { usage: ZEROS })]],
    ["an early chunk, with nulls behind it", [chunk({}, {}, { usage: COST }), end("stop", {}, { usage: null })]],
    ["Groq's field", [end("stop", {}, { x_groq: { id: "r", usage: { ...COST, queue_time: 0.1 } } })]],
    ["the choice (Moonshot)", [end("stop", { usage: COST })]],
    ["digits", [end("stop", {}, { usage: { prompt_tokens: "5", completion_tokens: "2", total_tokens: "7" } })]],
    ["the names of other APIs", [end("stop", {}, { usage: { input_tokens: 5, output_tokens: 2 } })]],
    ["the names of Bedrock", [end("stop", {}, { usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 } })]],
    ["the names of JavaScript", [end("stop", {}, { usage: { promptTokens: 5, completionTokens: 2 } })]],
    ["Google's field", [end("stop", {}, { usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 2 } })]],
    ["Ollama's fields", [end("stop", {}, { prompt_eval_count: 5, eval_count: 2 })]],
    ["a total and one of its parts", [end("stop", {}, { usage: { prompt_tokens: 5, total_tokens: 7 } })]],
    ["figures without their total", [end("stop", {}, { usage: { ...COST, total_tokens: 0 } })]],
  ])("is decoded from %s", async (_, chunks) => {
    expect(await readBytes(sse(hi, ...chunks))).toMatchObject({ text: "hi", finish: "stop", usage: [5, 2, 7] });
  });

  it("may have only a total", async () => {
    const total = end("stop", {}, { usage: { total_tokens: 7 } });
    expect(await readBytes(sse(hi, total))).toMatchObject({ usage: [0, 0, 7] });
  });

  it.each([
    null,
    {},
    [],
    "5",
    { total_tokens: 0 },
    { prompt_tokens: -1 },
    { prompt_tokens: 1e12 },
    { prompt_tokens: "many" },
  ])("is not in %j", async (usage) => {
    expect(await readBytes(sse(hi, end("stop", {}, { usage })))).toEqual({ text: "hi", finish: "stop" });
  });
});
