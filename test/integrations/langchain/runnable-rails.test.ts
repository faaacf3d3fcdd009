import { AIMessage, type AIMessageChunk, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { StringOutputParser } from "@langchain/core/output_parsers";
import { ChatPromptTemplate } from "@langchain/core/prompts";
import { RunnableLambda } from "@langchain/core/runnables";
import { ChatOpenAI } from "@langchain/openai";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RunnableRails } from "../../../src/integrations/langchain/index.ts";
import { masking, regex } from "../../drop-ins/guarded-rails.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { SECRET } from "../../server/gateway.ts";
import { railsOf, RecordingModel, says } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { PLAIN, script } from "../../workers/script.ts";

let provider: Provider;

beforeAll(async () => {
  const mail = { match: "EMAIL_ADDRESS_1", content: "I wrote to <EMAIL_ADDRESS_1>." };
  const whole = { match: "say it", content: `The key is ${SECRET}, and then much more` };
  const sent = { match: "send it", tool_calls: [{ id: "call_2", name: "look_up", arguments: { city: SECRET } }] };
  provider = await startProvider({ replies: [mail, whole, sent, ...(script.replies ?? [])] });
});
afterAll(() => provider.close());

const TOOL = {
  type: "function",
  function: { name: "look_up", parameters: { type: "object", properties: { city: { type: "string" } } } },
};

const streamed = async <T>(chunks: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
};

const joined = (chunks: readonly AIMessageChunk[]): AIMessageChunk => chunks.reduce((all, chunk) => all.concat(chunk));

describe.each([false, true])("RunnableRails around ChatOpenAI (useResponsesApi: %s)", (useResponsesApi) => {
  const model = (): ChatOpenAI =>
    new ChatOpenAI({
      model: "m-1",
      apiKey: "any",
      maxRetries: 0,
      streamUsage: true,
      useResponsesApi,
      configuration: { baseURL: `${provider.url}/v1` },
    });
  const guarded = (rails: LLMRails) => new RunnableRails<unknown, AIMessageChunk>(rails, { runnable: model() });

  it("answers with a message that has the outcome", async () => {
    const message = await guarded(regex()).invoke("hi");
    expect(message.text).toBe(PLAIN);
    expect(message.response_metadata["guardrails"]).toEqual({ status: "passed", verdicts: [] });
    expect(message.usage_metadata).toMatchObject({ total_tokens: expect.any(Number) as number });
  });

  it("streams", async () => {
    const chunks = await streamed(await guarded(regex()).stream([new HumanMessage("hi")]));
    expect(chunks.length).toBeGreaterThan(3);
    expect(joined(chunks).text).toBe(PLAIN);
    expect(joined(chunks).response_metadata["guardrails"]).toEqual({ status: "passed", verdicts: [] });
  });

  it("cuts off a blocked stream and cancels the provider", async () => {
    const left = provider.left.length;
    const message = joined(await streamed(await guarded(regex()).stream("leak")));
    expect(message.text).toBe("The key is ");
    expect(message.response_metadata).toMatchObject({
      finish_reason: "content_filter",
      guardrails: { status: "blocked", rail: "regex check output" },
    });
    await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
  });

  it("answers with the refusal instead of a blocked complete answer", async () => {
    const message = await guarded(regex()).invoke("say it");
    expect(message.text).toBe(REFUSAL);
    expect(JSON.stringify(message)).not.toContain(SECRET);
  });

  it("blocks a request without calling the model", async () => {
    const before = provider.bodies.length;
    const message = await guarded(regex()).invoke([new HumanMessage("this is forbidden")]);
    expect(message).toBeInstanceOf(AIMessage);
    expect(message.text).toBe(REFUSAL);
    expect(provider.bodies).toHaveLength(before);
  });

  it("masks the request and restores the answer", async () => {
    const message = await guarded(masking()).invoke("Write to jane@example.com");
    expect(JSON.stringify(provider.bodies.at(-1))).toContain("<EMAIL_ADDRESS_1>");
    expect(message.text).toBe("I wrote to jane@example.com.");
  });

  it("delivers tool calls, masks their results, and continues", async () => {
    const rails = new RunnableRails(masking()).pipe(model().bindTools([TOOL]));
    const human = new HumanMessage("weather");
    const message = (await rails.invoke([human])) as AIMessage;
    expect(message.tool_calls).toMatchObject([{ name: "look_up", args: { city: "Lyon" }, id: "call_1" }]);
    const result = new ToolMessage({ content: "ask jane@example.com", tool_call_id: "call_1" });
    const after = (await rails.invoke([
      human,
      message,
      result,
      new HumanMessage("and jane@example.com?"),
    ])) as AIMessage;
    expect(JSON.stringify(provider.bodies.at(-1))).toContain("ask <EMAIL_ADDRESS_1>");
    expect(JSON.stringify(provider.bodies.at(-1))).not.toContain("jane@");
    expect(after.text).toBe("I wrote to jane@example.com.");
  });

  it("streams a tool call, but none whose input was cut off", async () => {
    const rails = new RunnableRails(regex(), { runnable: model().bindTools([TOOL]) });
    const whole = joined(await streamed((await rails.stream("weather")) as AsyncIterable<AIMessageChunk>));
    expect(whole.tool_calls).toMatchObject([{ name: "look_up", args: { city: "Lyon" } }]);
    const cut = joined(await streamed((await rails.stream("send it")) as AsyncIterable<AIMessageChunk>));
    expect(cut.tool_calls).toEqual([]);
    expect(JSON.stringify(cut)).not.toContain(SECRET.slice(0, 6));
  });

  it("emits no event with unchecked content", async () => {
    const events = await streamed(guarded(regex()).streamEvents("leak", { version: "v2" }));
    expect(JSON.stringify(events)).not.toContain(SECRET.slice(0, 6));
    expect(events.map(({ event }) => event)).toContain("on_chain_stream");
  });

  it("cancels the provider when its caller aborts", async () => {
    const left = provider.left.length;
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      for await (const _ of await guarded(regex()).stream("stall", { signal: abort.signal })) abort.abort();
    };
    await expect(read()).rejects.toThrow();
    await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
  });

  it("reports a failure of the provider as an error", async () => {
    await expect(streamed(await guarded(regex()).stream("cut"))).rejects.toThrow();
    await expect(guarded(regex()).invoke("limit")).rejects.toThrow("429");
  });
});

describe("RunnableRails in a chain", () => {
  const prompt = ChatPromptTemplate.fromTemplate("Tell me of {topic}, {input}");
  const model = (): ChatOpenAI =>
    new ChatOpenAI({ model: "m-1", apiKey: "any", configuration: { baseURL: `${provider.url}/v1` } });

  it("guards the model in the middle of it", async () => {
    const chain = prompt.pipe(new RunnableRails(masking()).pipe(model())).pipe(new StringOutputParser());
    expect(await chain.invoke({ topic: "mail", input: "jane@example.com" })).toBe("I wrote to jane@example.com.");
    const chunks = await streamed(await chain.stream({ topic: "mail", input: "jane@example.com" }));
    expect(chunks.join("")).toBe("I wrote to jane@example.com.");
    expect(chunks.length).toBeGreaterThan(2);
  });

  it("guards a whole chain, whatever the key of its input", async () => {
    const chain = prompt.pipe(model()).pipe(new StringOutputParser());
    const guarded = new RunnableRails<object, unknown>(masking(), { runnable: chain });
    expect(await guarded.invoke({ topic: "jane@example.com", input: "please" })).toBe("I wrote to jane@example.com.");
    const refused = new RunnableRails<object, unknown>(regex(), { runnable: chain });
    expect(await refused.invoke({ topic: "what is forbidden", input: "please" })).toEqual({ output: REFUSAL });
  });

  it("guards a chain with objects as answers, at the given key", async () => {
    const answers = RunnableLambda.from(() => ({ reply: `The key is ${SECRET}`, sources: [SECRET], count: 2 }));
    const options = { runnable: answers, outputKey: "reply" };
    expect(await new RunnableRails<string, unknown>(regex(), options).invoke("hi")).toEqual({ reply: REFUSAL });
    const fine = RunnableLambda.from(() => ({ reply: "fine", count: 2 }));
    const rails = new RunnableRails<string, unknown>(regex(), { runnable: fine, outputKey: "reply" });
    expect(await rails.invoke("hi")).toEqual({ reply: "fine", count: 2 });
    await expect(new RunnableRails(regex(), { runnable: fine }).invoke("hi")).rejects.toThrow("outputKey");
  });

  it("calls a model with the value of an object's key, and answers at another key", async () => {
    const rails = new RunnableRails<unknown, unknown>(masking(), { runnable: model(), inputKey: "q", outputKey: "a" });
    const said = "I wrote to jane@example.com.";
    expect(await rails.invoke({ q: "Write to jane@example.com", other: "hi" })).toEqual({ a: said });
    expect(await rails.invoke({ input: "Write to jane@example.com" })).toEqual({ a: said });
    const asked = { q: [new HumanMessage("Write to jane@example.com")] };
    expect((await rails.invoke(asked)) as object).toMatchObject({ a: { content: said } });
    const chunks = (await streamed(await rails.stream({ q: "Write to jane@example.com" }))) as { readonly a: string }[];
    expect(chunks.map(({ a }) => a).join("")).toBe(said);
    await expect(rails.invoke({ other: "hi" })).rejects.toThrow("inputKey");
  });

  it("blocks the value of the key", async () => {
    const rails = new RunnableRails<unknown, unknown>(regex(), { runnable: model() });
    expect(await rails.invoke({ input: "this is forbidden" })).toEqual({ output: REFUSAL });
    expect(await rails.batch(["hi", "this is forbidden"])).toMatchObject([{ content: PLAIN }, { content: REFUSAL }]);
  });

  it("accepts a conversation that is not yet a list of messages", async () => {
    const llm = new RecordingModel([
      { type: "text-delta", choice: 0, text: "it is me" },
      { type: "finish", choice: 0, reason: "stop" },
    ]);
    const rails = new RunnableRails<unknown, unknown>(railsOf("models: []", { llm }));
    await rails.invoke([{ role: "user", content: "hi" }, ["ai", "hello"], { role: "user", content: "who?" }]);
    expect(llm.requests[0]?.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  });

  it("calls the config's model if it guards no other", async () => {
    const rails = new RunnableRails<unknown, unknown>(railsOf("models: []", { llm: says("fine, thank you") }));
    expect(await rails.invoke("hi")).toBe("fine, thank you");
    expect(((await rails.invoke([new HumanMessage("hi")])) as AIMessage).text).toBe("fine, thank you");
    expect(await rails.invoke({ input: "hi" })).toEqual({ output: "fine, thank you" });
    expect((await streamed(await rails.stream("hi"))).join("")).toBe("fine, thank you");
  });
});
