// The statements of the page about the library, in workerd, except those on file systems and native code.
import { env } from "cloudflare:workers";
import { LLMRails, RailsConfig, StreamingHandler, StreamingNotSupportedError } from "edgerails";
import { describe, expect, it } from "vitest";
import { PLAIN } from "./script.ts";

const { OPENAI_BASE_URL } = env as { readonly OPENAI_BASE_URL: string };
const messages = [{ role: "user", content: "Hello!" }] as const;

const railsOf = (rails = ""): LLMRails =>
  new LLMRails(
    RailsConfig.fromContent({
      yamlContent: `
models:
  - { type: main, engine: openai, model: gpt-4o-mini, parameters: { base_url: "${OPENAI_BASE_URL}" } }
  - { type: self_check_output, engine: scripted, model: judge, parameters: { replies: [{ match: "real socket", content: "Yes" }, "No"] } }
${rails}`,
    }),
  );

const SELF_CHECK = "rails: { output: { flows: [self check output]";

describe("the page, in workerd", () => {
  it("streamAsync streams without any configuration", async () => {
    const chunks: string[] = [];
    for await (const chunk of railsOf().streamAsync({ messages })) chunks.push(chunk);
    expect(chunks.join("")).toBe(PLAIN);
    expect(chunks.length).toBeGreaterThan(3);
  });

  it("a RailsStream is a ReadableStream and becomes a Response", async () => {
    const stream = railsOf().streamAsync({ messages });
    const response = new Response(stream.pipeThrough(new TextEncoderStream()));
    expect(await response.text()).toBe(PLAIN);
    expect((await stream.outcome).status).toBe("passed");
  });

  it("output rails need streaming to be enabled", () => {
    expect(() => railsOf(`${SELF_CHECK} } }`).streamAsync({ messages })).toThrow(StreamingNotSupportedError);
  });

  it("output rails check the stream and end it", async () => {
    const rails = railsOf(
      `${SELF_CHECK}, streaming: { enabled: true, stream_first: false, chunk_size: 4, context_size: 2 } } }`,
    );
    const stream = rails.streamAsync({ messages });
    let text = "";
    for await (const chunk of stream) text += chunk;
    expect(text).toContain('{"error": {"message": "Blocked by self check output rails."');
    expect(text).not.toContain("real socket");
    expect(await stream.outcome).toMatchObject({ status: "blocked", rail: "self check output" });
  });

  it("StreamingHandler gets the text while generateAsync runs", async () => {
    const streamingHandler = new StreamingHandler();
    const chunks: string[] = [];
    const reading = (async (): Promise<void> => {
      for await (const chunk of streamingHandler) chunks.push(chunk);
    })();
    const message = await railsOf().generateAsync({ messages, streamingHandler });
    await reading;
    expect(message).toEqual({ role: "assistant", content: chunks.join("") });
  });

  it("token usage is in the log of a response and of a stream", async () => {
    const options = { log: { llm_calls: true } };
    const response = await railsOf().generate({ messages, options });
    expect(response.log.llm_calls?.[0]?.total_tokens).toBeGreaterThan(0);
    const stream = railsOf().streamAsync({ messages, options });
    for await (const chunk of stream) void chunk;
    expect((await stream.log).llm_calls?.[0]?.total_tokens).toBe((await stream.usage).totalTokens);
  });

  it("includeMetadata ends with the finish reason and the token counts", async () => {
    const frames = [];
    for await (const frame of railsOf().streamAsync({ messages, includeMetadata: true })) frames.push(frame);
    expect(frames.at(-1)).toMatchObject({ text: "", metadata: { response_metadata: { finish_reason: "stop" } } });
  });

  it("RailsConfig.fromPath says what to use instead of a file system", async () => {
    await expect(RailsConfig.fromPath("./config")).rejects.toThrow(/fromFiles/);
  });
});
