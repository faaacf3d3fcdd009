import type { TextGenerationPipeline, TextStreamer } from "@huggingface/transformers";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  AsyncTextIteratorStreamer,
  HuggingFacePipelineCompatible,
  type TextGenerationPipelineLike,
} from "../../../src/integrations/huggingface/index.ts";
import type { ModelRequest } from "../../../src/llm/language-model.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { TINY_MODEL_LENGTH } from "../../support/tiny-model.ts";
import { counting, openTinyPipeline, settled, type TinyPipeline } from "../../support/tiny-pipeline.ts";

let tiny: TinyPipeline;
let pipe: TextGenerationPipeline;

beforeAll(async () => {
  tiny = await openTinyPipeline();
  pipe = tiny.pipe;
});
afterAll(() => tiny.dispose());

const user = (content: string, params: ModelRequest["params"] = {}): ModelRequest => ({
  messages: [{ role: "user", content }],
  params,
});

const llmOf = (pipeline: TextGenerationPipelineLike = pipe): HuggingFacePipelineCompatible =>
  new HuggingFacePipelineCompatible({ pipeline, modelKwargs: { max_new_tokens: 24 } });

const partsOf = async (stream: ReadableStream<StreamPart>): Promise<StreamPart[]> => {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
};

const textOf = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (part.type === "text-delta" ? part.text : "")).join("");

/** The answer of the pipeline itself, without streaming. */
const plainAnswer = async (prompt: string, maxNewTokens = 24): Promise<string> => {
  const [answer] = await pipe(prompt, { max_new_tokens: maxNewTokens, return_full_text: false });
  return answer?.generated_text ?? "";
};

const tokensOf = (text: string): number => pipe.tokenizer(text).input_ids.dims.at(-1) ?? 0;

/** The peer's types ask for its own class. */
const forPeer = (streamer: AsyncTextIteratorStreamer): TextStreamer => streamer as unknown as TextStreamer;

describe("the HuggingFace snippet of NeMo Guardrails", () => {
  it("streams and ends, while the original repeats the last text and hangs", async () => {
    const streamer = new AsyncTextIteratorStreamer(pipe.tokenizer, { skipPrompt: true });
    const params = { temperature: 0.01, max_new_tokens: 20, streamer };
    const llm = new HuggingFacePipelineCompatible({ pipeline: pipe, modelKwargs: params });
    const parts = await partsOf(await llm.stream(user("Hello")));
    expect(parts.at(-2)).toEqual({ type: "finish", choice: 0, reason: "length" });
    expect(textOf(parts)).toMatch(/^\. The quick brown fox jumps over the/);
    expect(llm.provider).toBe("huggingface_pipeline");
  });
});

describe("AsyncTextIteratorStreamer in a transformers.js pipeline", () => {
  it("yields the text that the pipeline returns, prompt first", async () => {
    const streamer = new AsyncTextIteratorStreamer(pipe.tokenizer);
    const generating = pipe("Hello", { max_new_tokens: 24, streamer: forPeer(streamer) });
    const pieces: string[] = [];
    for await (const piece of streamer) pieces.push(piece);
    expect([{ generated_text: pieces.join("") }]).toEqual(await generating);
    expect(pieces.length).toBeGreaterThan(15);
  });

  it("yields only the answer with skipPrompt, also as a ReadableStream", async () => {
    const streamer = new AsyncTextIteratorStreamer(pipe.tokenizer, { skipPrompt: true });
    const generating = pipe("Hello", { max_new_tokens: 24, streamer: forPeer(streamer) });
    let text = "";
    for await (const piece of streamer.readable) text += piece;
    expect(text).toBe(await plainAnswer("Hello"));
    await generating;
  });

  it("agrees with the real tokenizer on any ids", async () => {
    const size = pipe.tokenizer.get_vocab().size;
    const options = [true, false].map((skip_special_tokens) => ({ skip_special_tokens }));
    const ids = fc.array(fc.nat({ max: size - 1 }).map(BigInt), { minLength: 1, maxLength: 200, size: "max" });
    await fc.assert(
      fc.asyncProperty(ids, fc.constantFrom(...options), async (ids, { skip_special_tokens }) => {
        const streamer = new AsyncTextIteratorStreamer(pipe.tokenizer, { skipSpecialTokens: skip_special_tokens });
        for (const id of ids) streamer.put([[id]]);
        streamer.end();
        let text = "";
        for await (const piece of streamer) text += piece;
        expect(text).toBe(pipe.tokenizer.decode([...ids], { skip_special_tokens }));
      }),
    );
  });
});

describe("HuggingFacePipelineCompatible", () => {
  it("streams the text that generate returns, and that the pipeline returns without streaming", async () => {
    for (const prompt of ["Hello", " My", " the quick", " some"]) {
      const streamed = await partsOf(await llmOf().stream(user(prompt)));
      const { choices } = await llmOf().generate(user(prompt));
      expect(textOf(streamed)).toBe(await plainAnswer(prompt));
      expect(choices).toEqual([{ content: textOf(streamed), finishReason: "length" }]);
    }
  });

  it("sends the model first, then text, finish and usage, each once", async () => {
    const types = (await partsOf(await llmOf().stream(user("Hello")))).map((part) => part.type);
    expect([types[0], ...types.slice(-2)]).toEqual(["response", "finish", "usage"]);
    expect(new Set(types.slice(1, -2))).toEqual(new Set(["text-delta"]));
  });

  it("uses the options of the given streamer as a template for each request", async () => {
    const streamer = new AsyncTextIteratorStreamer(pipe.tokenizer);
    const llm = new HuggingFacePipelineCompatible({ pipeline: pipe, modelKwargs: { max_new_tokens: 5, streamer } });
    const answers = await Promise.all([llm.generate(user("Hello")), llm.generate(user("Hello"))]);
    const whole = `Hello${await plainAnswer("Hello", 5)}`;
    expect(answers.map(({ choices }) => choices[0]?.content)).toEqual([whole, whole]);
  });

  it("makes no step while nobody reads", async () => {
    const counted = counting(pipe);
    const reader = (await llmOf(counted).stream(user("Hello"))).getReader();
    await settled();
    const first = counted.steps;
    expect(first).toBeLessThan(4);
    for (let read = 0; read < 4; read++) await reader.read();
    await settled();
    const second = counted.steps;
    expect(second).toBeGreaterThan(first);
    expect(second).toBeLessThan(8);
    await settled();
    expect([counted.steps, counted.active]).toEqual([second, 1]);
    await reader.cancel();
  });

  it("makes no step after a cancel, and its generate call has ended", async () => {
    const counted = counting(pipe);
    const reader = (await llmOf(counted).stream(user("Hello"))).getReader();
    await reader.read();
    const { steps } = counted;
    await reader.cancel();
    await settled();
    expect([counted.steps, counted.active]).toEqual([steps, 0]);
  });

  it("ends after the current step if it is cancelled in the middle of one", async () => {
    const counted = counting(pipe);
    const reader = (await llmOf(counted).stream(user("Hello"))).getReader();
    expect((await reader.read()).value?.type).toBe("response");
    expect((await reader.read()).value?.type).toBe("text-delta");
    const pending = reader.read();
    await Promise.resolve();
    const { steps } = counted;
    await reader.cancel();
    expect(await pending).toEqual({ done: true, value: undefined });
    await expect.poll(() => counted.active).toBe(0);
    expect(counted.steps).toBeLessThanOrEqual(steps + 1);
  });

  it("errors with the signal's reason and stops when the signal aborts in the middle of a stream", async () => {
    const counted = counting(pipe);
    const controller = new AbortController();
    const stream = await llmOf(counted).stream({ ...user("Hello"), signal: controller.signal });
    const reader = stream.getReader();
    for (const type of ["response", "text-delta"]) expect((await reader.read()).value?.type).toBe(type);
    const pending = reader.read();
    controller.abort(new Error("the client left"));
    await expect(pending).rejects.toThrow("the client left");
    await expect.poll(() => counted.active).toBe(0);
  });

  it("rejects with the signal's reason if the signal has aborted before, and makes no step", async () => {
    const counted = counting(pipe);
    const request = { ...user("Hello"), signal: AbortSignal.abort(new Error("too late")) };
    await expect(llmOf(counted).stream(request)).rejects.toThrow("too late");
    await expect(llmOf(counted).generate(request)).rejects.toThrow("too late");
    expect(counted.steps).toBe(0);
  });

  it("keeps concurrent streams on one pipeline apart", async () => {
    const prompts = ["Hello", " My", " the quick"];
    const solo = await Promise.all(prompts.map((prompt) => plainAnswer(prompt)));
    const readers = (await Promise.all(prompts.map((prompt) => llmOf().stream(user(prompt))))).map((s) =>
      s.getReader(),
    );
    const texts = readers.map(() => "");
    for (let open = readers.length; open > 0;) {
      const reads = await Promise.all(readers.map((reader) => reader.read()));
      reads.forEach(({ value }, i) => (texts[i] += value === undefined ? "" : textOf([value])));
      open = reads.filter(({ done }) => !done).length;
    }
    expect(texts).toEqual(solo);
    expect(new Set(solo).size).toBe(3);
  });

  it("counts tokens as the tokenizer does", async () => {
    const prompt = "Hello! My café serves tea";
    const { usage } = await llmOf().generate(user(prompt));
    const promptTokens = tokensOf(prompt);
    expect(usage).toEqual({ promptTokens, completionTokens: 24, totalTokens: promptTokens + 24, estimated: false });
  });

  it("finishes with stop at the end-of-text token, which is counted", async () => {
    const llm = new HuggingFacePipelineCompatible({ pipeline: pipe, modelKwargs: { max_new_tokens: 2 } });
    const answer = await llm.generate(user(" farewell"));
    expect(answer.choices).toEqual([{ content: " friend", finishReason: "stop" }]);
    expect(answer.usage?.completionTokens).toBe(2);
  });

  it("prefers max_tokens of the request to max_new_tokens of the model", async () => {
    const { choices, usage } = await llmOf().generate(user("Hello", { max_tokens: 3 }));
    expect([usage?.completionTokens, choices[0]?.finishReason]).toEqual([3, "length"]);
    await expect(llmOf().generate(user("Hello", { max_tokens: 0 }))).rejects.toThrow(
      '"max_tokens" must be a whole number',
    );
  });

  it("ends an answer at the model's maximum length, with the reason length", async () => {
    const { choices, usage } = await llmOf().generate(user("Hello", { max_tokens: 100_000 }));
    expect([usage?.totalTokens, choices[0]?.finishReason]).toEqual([TINY_MODEL_LENGTH, "length"]);
  });

  it("rejects a prompt longer than the model's limit, and an empty one", async () => {
    const long = " the".repeat(TINY_MODEL_LENGTH);
    await expect(llmOf().stream(user(long))).rejects.toMatchObject({ code: "context_window" });
    await expect(llmOf().stream(user(""))).rejects.toMatchObject({ code: "bad_request" });
  });

  it("cuts the answer at a stop sequence and makes no step after it", async () => {
    const counted = counting(pipe);
    const { choices, usage } = await llmOf(counted).generate(user("Hello", { stop: ["wn f"] }));
    expect(choices).toEqual([{ content: ". The quick bro", finishReason: "stop" }]);
    await settled();
    expect([counted.steps, counted.active]).toEqual([usage?.completionTokens, 0]);
  });

  it("rejects a request for several answers", async () => {
    await expect(llmOf().generate(user("Hello", { n: 2 }))).rejects.toThrow('"n" must be 1');
  });

  it("rejects a streamer that it cannot copy, and a missing pipeline", () => {
    const streamer = { put() {}, end() {} } as unknown as AsyncTextIteratorStreamer;
    const make = (): unknown => new HuggingFacePipelineCompatible({ pipeline: pipe, modelKwargs: { streamer } });
    expect(make).toThrow("must be an AsyncTextIteratorStreamer");
    expect(() => new HuggingFacePipelineCompatible({})).toThrow('needs a "pipeline" or a "load"');
  });
});
