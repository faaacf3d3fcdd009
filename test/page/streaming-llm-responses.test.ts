// One test per sentence of the page "Streaming LLM Responses in Real-Time" that promises something about the library.
// What it promises about the server and the command line is in the files beside this one.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { LLMRails, RailsConfig, StreamingHandler, StreamingNotSupportedError } from "edgerails";
import { AsyncTextIteratorStreamer, HuggingFacePipelineCompatible } from "edgerails/huggingface";
import { scriptedUpstream, type UpstreamEvent } from "edgerails/llm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openTinyPipeline, type TinyPipeline } from "../support/tiny-pipeline.ts";

const messages = [{ role: "user", content: "Hello!" }] as const;
const ANSWER = "Hello there, this is a streamed answer.";
const events: UpstreamEvent[] = [];
let server: ReturnType<typeof serve>;
let folder: string;

const models = (): string => `
models:
  - type: main
    engine: openai
    model: gpt-4o-mini
    parameters:
      base_url: http://127.0.0.1:${(server.address() as AddressInfo).port}/v1
`;

/** A config folder with these rails in it. */
const configFolder = async (rails = ""): Promise<string> => {
  const path = await mkdtemp(join(folder, "config-"));
  await writeFile(join(path, "config.yml"), models() + rails);
  return path;
};

const SELF_CHECK = `
rails:
  output:
    flows:
      - self check output
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "edgerails-page-"));
  const upstream = scriptedUpstream(
    { replies: [{ match: "Must this text be blocked?", content: "No" }, { content: ANSWER }] },
    { log: (event) => events.push(event) },
  );
  await new Promise<void>((resolve) => {
    server = serve({ fetch: upstream, port: 0, hostname: "127.0.0.1" }, () => resolve());
  });
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

describe("the page: basic usage", () => {
  it("the library supports streaming LLM responses in real-time through the stream_async() method", async () => {
    const config = await RailsConfig.fromPath(await configFolder());
    const rails = new LLMRails(config);
    const chunks: string[] = [];
    for await (const chunk of rails.streamAsync({ messages })) chunks.push(chunk);
    expect(chunks.join("")).toBe(ANSWER);
    expect(chunks.length).toBeGreaterThan(3);
  });

  it("no configuration is required to enable streaming: simply use stream_async() instead of generate_async()", async () => {
    const rails = new LLMRails(await RailsConfig.fromPath(await configFolder()));
    let streamed = "";
    for await (const chunk of rails.streamAsync({ messages })) streamed += chunk;
    expect(await rails.generateAsync({ messages })).toEqual({ role: "assistant", content: streamed });
  });
});

describe("the page: streaming with output rails", () => {
  it("when using output rails with streaming, you must configure output rail streaming", async () => {
    const rails = new LLMRails(
      await RailsConfig.fromPath(await configFolder(`${SELF_CHECK}    streaming:\n      enabled: True\n`)),
    );
    const stream = rails.streamAsync({ messages });
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect(text).toBe(ANSWER);
    expect((await stream.outcome).status).toBe("passed");
    expect((await stream.usage).rails.totalTokens).toBeGreaterThan(0);
  });

  it("if output rails are configured but streaming.enabled is not True, stream_async() will raise an error", async () => {
    const rails = new LLMRails(await RailsConfig.fromPath(await configFolder(SELF_CHECK)));
    const message =
      "stream_async() cannot be used when output rails are configured but rails.output.streaming.enabled is False. Either set rails.output.streaming.enabled to True in your configuration, or use generate_async() instead of stream_async().";
    expect(() => rails.streamAsync({ messages })).toThrow(StreamingNotSupportedError);
    expect(() => rails.streamAsync({ messages })).toThrow(message);
  });
});

describe("the page: streaming with handler", () => {
  it("using StreamingHandler directly is deprecated", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    void new StreamingHandler();
    void new StreamingHandler();
    expect(warn.mock.calls.flat()).toEqual(["edgerails: StreamingHandler is deprecated: use streamAsync"]);
    warn.mockRestore();
  });

  it("for more control over token processing, you can use a StreamingHandler with generate_async()", async () => {
    const rails = new LLMRails(await RailsConfig.fromPath(await configFolder()));
    const streamingHandler = new StreamingHandler();
    const chunks: string[] = [];
    const processTokens = async (): Promise<void> => {
      for await (const chunk of streamingHandler) chunks.push(chunk);
    };
    const reading = processTokens();
    const result = await rails.generateAsync({ messages, streamingHandler });
    await reading;
    expect(chunks.length).toBeGreaterThan(3);
    expect(result).toEqual({ role: "assistant", content: chunks.join("") });
  });
});

describe("the page: token usage tracking", () => {
  it("when using stream_async(), token usage tracking is enabled on the underlying LLM model", async () => {
    events.length = 0;
    const rails = new LLMRails(await RailsConfig.fromPath(await configFolder()));
    const stream = rails.streamAsync({ messages });
    for await (const chunk of stream) void chunk;
    const request = events.find(({ type }) => type === "request");
    expect(request).toMatchObject({ body: { stream: true, stream_options: { include_usage: true } } });
    expect(await stream.usage).toMatchObject({ estimated: false });
  });

  it("access token usage through the log generation option", async () => {
    const rails = new LLMRails(await RailsConfig.fromPath(await configFolder()));
    const response = await rails.generate({ messages, options: { log: { llm_calls: true } } });
    const calls = response.log.llm_calls ?? [];
    expect(calls).toHaveLength(1);
    for (const call of calls) {
      expect(call.total_tokens).toBe(call.prompt_tokens + call.completion_tokens);
      expect(call.completion_tokens).toBeGreaterThan(0);
    }
  });

  it("and does so on the stream itself", async () => {
    const rails = new LLMRails(await RailsConfig.fromPath(await configFolder()));
    const stream = rails.streamAsync({ messages, options: { log: { llm_calls: true } } });
    for await (const chunk of stream) void chunk;
    const [call] = (await stream.log).llm_calls ?? [];
    expect(call?.total_tokens).toBe((await stream.usage).totalTokens);
  });
});

describe("the page: HuggingFace pipeline streaming", () => {
  let tiny: TinyPipeline;
  beforeAll(async () => void (tiny = await openTinyPipeline()));
  afterAll(() => tiny.dispose());

  it("for LLMs deployed using HuggingFacePipeline, additional configuration is required", async () => {
    const streamer = new AsyncTextIteratorStreamer(tiny.pipe.tokenizer, { skipPrompt: true });
    const params = { temperature: 0.01, max_new_tokens: 20, streamer };
    const llm = new HuggingFacePipelineCompatible({ pipeline: tiny.pipe, modelKwargs: params });
    const rails = new LLMRails(RailsConfig.fromContent({ yamlContent: "models: []" }), { llm });
    const chunks: string[] = [];
    for await (const chunk of rails.streamAsync({ messages })) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.join("")).toMatch(/[a-z]+ [a-z]+ [a-z]+/);
  });

  it("and engine huggingface_pipeline does the same from a config folder", async () => {
    const path = await mkdtemp(join(folder, "config-"));
    await writeFile(
      join(path, "config.yml"),
      `
models:
  - type: main
    engine: huggingface_pipeline
    model: tiny
    parameters: { local_model_path: "${tiny.models}", allow_remote_models: false, dtype: fp32, max_new_tokens: 12 }
`,
    );
    const rails = new LLMRails(await RailsConfig.fromPath(path));
    const stream = rails.streamAsync({ messages });
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect(text.length).toBeGreaterThan(10);
    expect(await stream.usage).toMatchObject({ completionTokens: 12, estimated: false });
  });
});
