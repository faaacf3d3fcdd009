import { AIMessage, AIMessageChunk } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { concat } from "@langchain/core/utils/stream";
import { describe, expect, it } from "vitest";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { Beside, ChunkDecoder } from "../../../src/integrations/langchain/chunk-decoder.ts";
import { RunnableRails } from "../../../src/integrations/langchain/index.ts";
import { railsOf } from "../../support/engine.ts";
import { planted } from "../../support/planted.ts";

const CANARY = "a CANARY in prose";

const rails = (): LLMRails =>
  railsOf(`
rails:
  output: { flows: [regex check output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: [CANARY] } } }
`);

const guarded = (answers: (question: unknown) => unknown): RunnableRails =>
  new RunnableRails(rails(), { runnable: RunnableLambda.from(answers) });

/** A chain that streams these chunks. */
const streaming = (...chunks: readonly unknown[]): RunnableRails =>
  guarded(async function* () {
    yield* await Promise.resolve(chunks);
  });

const streamed = async (chain: RunnableRails): Promise<readonly unknown[]> => {
  const all: unknown[] = [];
  for await (const chunk of await chain.stream("hi")) all.push(chunk);
  return all;
};

const MESSAGE = {
  content: "Hello",
  additional_kwargs: { acme: "n", reasoning_content: "hm" },
  response_metadata: { model_name: "m", acme: { notes: ["n"] } },
  usage_metadata: { input_tokens: 1, output_tokens: 2, total_tokens: 3, input_token_details: { tier: "n" } },
  id: "i_1",
  name: "n",
};

/** Removes verdicts, which may quote the pattern for the operator. */
const shown = (told: unknown): string => JSON.stringify(told).replaceAll("matches pattern 'CANARY'", "");

describe("metadata beside an answer", () => {
  it("is dropped if a rail forbids it, anywhere in a message", async () => {
    const leaked: string[] = [];
    for (const { at, value } of planted(MESSAGE, CANARY)) {
      const whole = await guarded(() => new AIMessage(value as never)).invoke("hi");
      const pieces = await streamed(streaming(new AIMessageChunk(value as never)));
      if (shown([whole, pieces]).includes("CANARY")) leaked.push(at);
    }
    expect(leaked).toEqual([]);
  });

  it("has no logprobs, which repeat the answer", async () => {
    const logprobs = { content: [{ token: "CAN" }, { token: "ARY" }] };
    const answer = new AIMessage({ content: "Hello", response_metadata: { logprobs, model_name: "m" } });
    const { response_metadata: metadata } = (await guarded(() => answer).invoke("hi")) as AIMessage;
    expect(metadata).toMatchObject({ model_name: "m" });
    expect(shown(metadata)).not.toContain("ARY");
  });

  it("is dropped for an answer that a rail has ended", async () => {
    const answer = new AIMessage({ content: CANARY, response_metadata: { quote: "CAN" } });
    const { response_metadata: metadata } = (await guarded(() => answer).invoke("hi")) as AIMessage;
    expect(metadata).toMatchObject({ finish_reason: "content_filter", guardrails: { status: "blocked" } });
    expect(metadata).not.toHaveProperty("quote");
  });

  it.each<[string, (text: string) => unknown]>([
    ["texts", (text) => text],
    ["messages", (text) => new AIMessageChunk(text)],
    ["objects", (text) => ({ notes: { text, count: 1 } })],
  ])("is checked as a whole if it arrives in pieces: %s", async (_kind, piece) => {
    const told = async (...pieces: readonly string[]): Promise<string> => {
      const chunks = pieces.map((text) => ({ draft: piece(text) }));
      return shown(
        (await streamed(streaming({ output: "Hello" }, ...chunks, { output: " you" }))).reduce(concat as never),
      );
    };
    expect(await told("a CAN", "ARY in prose")).not.toContain("draft");
    expect(await told("a can", "ary in prose")).toContain("a canary in prose");
  });

  it("is delivered whole if LangChain would not join pieces", async () => {
    const told = await streamed(
      streaming({ output: "Hello" }, { draft: { isOver: false } }, { draft: { isOver: true } }),
    );
    expect(told).toContainEqual({ draft: { isOver: true } });
  });

  it.each<[string, unknown]>([
    ["texts", "x".repeat(1_048_576)],
    ["messages without a text", new AIMessageChunk({ content: "", additional_kwargs: { x: "x".repeat(1_048_576) } })],
  ])("is held up to a limit: %s", async (_kind, draft) => {
    await expect(streamed(streaming({ output: "Hello" }, { draft }))).rejects.toThrow("fields besides it are too long");
  });

  it("is delivered immediately if it is a list", async () => {
    const told = await streamed(streaming({ output: "Hello" }, { documents: [{ page: "p" }] }, { output: "you" }));
    expect(told[1]).toEqual({ documents: [{ page: "p" }] });
  });

  it.each<[string, unknown]>([
    ["a list", [{ page: "p" }]],
    ["an object", { page: "p" }],
    ["a text", "p"],
  ])("may precede the answer: %s", async (_kind, documents) => {
    const told = await streamed(streaming({ documents }, { output: "Hel" }, { output: "lo" }));
    expect(told.reduce(concat as never)).toEqual({ documents, output: "Hello" });
  });

  it("is not an answer by itself", async () => {
    await expect(streamed(streaming({ documents: [] }, { notes: "n" }))).rejects.toThrow('no object with "output"');
    await expect(streamed(streaming())).resolves.toEqual([]);
  });

  it("waits for the next part of an answer up to a limit", () => {
    const beside = new Beside();
    const decoder = new ChunkDecoder(beside, "output", () => false);
    const feed = (): void => decoder.feed({ documents: ["x".repeat(1_048_576)] }, { enqueue() {}, terminate() {} });
    for (let megabytes = 0; megabytes < 7; megabytes++) feed();
    expect(beside.fields.take()).toHaveLength(7);
    for (let megabytes = 0; megabytes < 7; megabytes++) feed();
    expect(feed).toThrow("the fields besides it are too long");
  });
});
