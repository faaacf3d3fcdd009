import { AIMessageChunk, type AIMessageChunkFields, type UsageMetadata } from "@langchain/core/messages";
import type { ToolCallChunk } from "@langchain/core/messages/tool";
import { RunnableLambda } from "@langchain/core/runnables";
import { describe, expect, it } from "vitest";
import { RunnableRails } from "../../../src/integrations/langchain/index.ts";
import { railsOf } from "../../support/engine.ts";

/** The fields of a chunk: LangChain's own type has no usage where it does not know the model. */
type Fields = Omit<AIMessageChunkFields, "usage_metadata"> & { readonly usage_metadata?: UsageMetadata };

const joined = (chunks: readonly AIMessageChunk[]): AIMessageChunk => chunks.reduce((all, chunk) => all.concat(chunk));

/** A model that answers with these chunks, and the same model behind rails that do not object. */
const answers = (chunks: readonly Fields[]) => {
  const model = RunnableLambda.from<unknown, AIMessageChunk>(async function* () {
    for (const chunk of chunks) yield new AIMessageChunk(chunk as AIMessageChunkFields);
  } as never);
  return { model, guarded: new RunnableRails<unknown, AIMessageChunk>(railsOf(""), { runnable: model }) };
};

const streamed = async (runnable: { stream(input: unknown): Promise<AsyncIterable<AIMessageChunk>> }) => {
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of await runnable.stream("hi")) chunks.push(chunk);
  return joined(chunks);
};

/** What an application reads of a message. */
const read = ({ text, tool_calls, usage_metadata, additional_kwargs, response_metadata }: AIMessageChunk) => ({
  text,
  tool_calls: (tool_calls ?? []).map(({ id, name, args }) => ({ id, name, args })),
  ...(usage_metadata === undefined ? {} : { usage_metadata }),
  reasoning: additional_kwargs["reasoning_content"],
  model: response_metadata["model_name"],
});

const call = (chunk: Omit<ToolCallChunk, "type">) => ({
  content: "",
  tool_call_chunks: [{ type: "tool_call_chunk" as const, ...chunk }],
});
const usage = (input_tokens: number, output_tokens: number) => ({
  input_tokens,
  output_tokens,
  total_tokens: input_tokens + output_tokens,
});

describe("an answer of a LangChain model behind rails that do not object", () => {
  it.each<readonly [string, readonly Fields[]]>([
    ["text", [{ content: "Hello " }, { content: "" }, { content: "you" }]],
    ["text in blocks", [{ content: [{ type: "text", text: "Hello " }] }, { content: [{ type: "text", text: "you" }] }]],
    ["reasoning", [{ content: "", additional_kwargs: { reasoning_content: "Hm." } }, { content: "Hello" }]],
    [
      "a tool call in pieces",
      [call({ index: 0, id: "c1", name: "find", args: '{"a"' }), call({ index: 0, args: ":1}" })],
    ],
    [
      "several tool calls, behind a text",
      [
        { content: "I look." },
        call({ index: 0, id: "c1", name: "find", args: '{"a":1}' }),
        call({ index: 1, id: "c2", name: "find", args: '{"a"' }),
        call({ index: 1, args: ":2}" }),
      ],
    ],
    [
      "tool calls whose pieces alternate",
      [
        call({ index: 0, id: "c1", name: "find", args: '{"a"' }),
        call({ index: 1, id: "c2", name: "find", args: '{"a"' }),
        call({ index: 0, args: ":1}" }),
        call({ index: 1, args: ":2}" }),
      ],
    ],
    [
      "usage",
      [
        { content: "Hello", usage_metadata: { ...usage(7, 1), input_token_details: { cache_read: 2 } } },
        { content: "", usage_metadata: usage(0, 3) },
      ],
    ],
    ["the name of its model", [{ content: "Hello", response_metadata: { model_name: "m-1" } }]],
  ])("has %s as without them", async (_, chunks) => {
    const { model, guarded } = answers(chunks);
    const expected = read(await streamed(model));
    expect(read(await streamed(guarded))).toMatchObject(expected);
    expect(read(await guarded.invoke("hi"))).toMatchObject(expected);
  });

  it("has a refusal as its text", async () => {
    const { guarded } = answers([{ content: "", additional_kwargs: { refusal: "I will not." } }]);
    expect((await streamed(guarded)).text).toBe("I will not.");
  });

  it("has a tool call whose pieces have no index", async () => {
    const { guarded } = answers([
      call({ id: "c1", name: "find", args: '{"a"' }),
      call({ args: ":1}" }),
      call({ id: "c2", name: "find", args: "{}" }),
    ]);
    expect(read(await streamed(guarded)).tool_calls).toEqual([
      { id: "c1", name: "find", args: { a: 1 } },
      { id: "c2", name: "find", args: {} },
    ]);
  });

  it.each([
    { finish_reason: "stop" },
    { stop_reason: "end_turn" },
    { finishReason: "STOP" },
    { stopReason: "max_tokens" },
    { finish_reason: "odd" },
  ])("keeps why it ended, as its provider says it: %j", async (response_metadata) => {
    const { guarded } = answers([{ content: "Hello", response_metadata }]);
    expect((await streamed(guarded)).response_metadata).toMatchObject(response_metadata);
  });

  it("ends with `stop`, and has its tokens estimated, if its provider says neither", async () => {
    const { response_metadata, usage_metadata } = await streamed(answers([{ content: "Hello" }]).guarded);
    expect(response_metadata["finish_reason"]).toBe("stop");
    expect(usage_metadata).toMatchObject({ output_tokens: 1 });
  });
});
