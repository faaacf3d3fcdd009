import { createOpenAI } from "ai-sdk-openai6";
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool, wrapLanguageModel } from "ai6";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { guardMetadata, guardMiddleware } from "../../../src/integrations/ai6/index.ts";
import { masking, regex } from "../../drop-ins/guarded-rails.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { SECRET } from "../../server/gateway.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { PLAIN, script } from "../../workers/script.ts";

describe.each(["responses", "chat"] as const)("a guarded model of AI SDK 6 (%s)", (api) => {
  let provider: Provider;
  const model = (rails: LLMRails) => {
    const openai = createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: "any" });
    return wrapLanguageModel({ model: openai[api]("gpt-5"), middleware: guardMiddleware(rails) });
  };

  beforeAll(async () => {
    const mail = { match: "EMAIL_ADDRESS_1", content: "I wrote to <EMAIL_ADDRESS_1>." };
    const whole = { match: "say it", content: `The key is ${SECRET}, and then much more` };
    provider = await startProvider({ replies: [mail, whole, ...(script.replies ?? [])] });
  });
  afterAll(() => provider.close());

  it("streams an allowed answer", async () => {
    const result = streamText({ model: model(regex()), prompt: "hi" });
    expect(await result.text).toBe(PLAIN);
    expect((await result.totalUsage).totalTokens).toBeGreaterThan(0);
    expect(guardMetadata(await result.providerMetadata)?.status).toBe("passed");
  });

  it("ends a blocked answer with content-filter, and cancels the provider", async () => {
    const left = provider.left.length;
    const result = streamText({ model: model(regex()), prompt: "leak" });
    const types = new Set<string>();
    for await (const { type } of result.fullStream) types.add(type);
    expect(await result.text).toBe("The key is ");
    expect(await result.finishReason).toBe("content-filter");
    expect(guardMetadata(await result.providerMetadata)).toMatchObject({ rail: "regex check output" });
    expect(types).not.toContain("custom");
    await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
  });

  it("answers with the refusal instead of a blocked complete answer", async () => {
    const { text, finishReason, content } = await generateText({ model: model(regex()), prompt: "say it" });
    expect({ text, finishReason }).toEqual({ text: REFUSAL, finishReason: "content-filter" });
    expect(content.map(({ type }) => type)).toEqual(["text"]);
  });

  it("blocks a request without calling the provider", async () => {
    const before = provider.bodies.length;
    const result = streamText({ model: model(regex()), prompt: "this is forbidden" });
    expect(await result.text).toBe(REFUSAL);
    expect(provider.bodies).toHaveLength(before);
  });

  it("masks the prompt and restores the answer", async () => {
    const { text } = await generateText({ model: model(masking()), prompt: "Write to jane@example.com" });
    expect(JSON.stringify(provider.bodies.at(-1))).toContain("<EMAIL_ADDRESS_1>");
    expect(text).toBe("I wrote to jane@example.com.");
  });

  it("runs tools over several steps", async () => {
    const schema = jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } });
    const look_up = tool({ inputSchema: schema, execute: ({ city }) => Promise.resolve(`rain in ${city}`) });
    const settings = { model: model(regex()), prompt: "weather", tools: { look_up }, stopWhen: stepCountIs(2) };
    const [step] = await streamText(settings).steps;
    expect(step?.toolResults).toMatchObject([{ input: { city: "Lyon" }, output: "rain in Lyon" }]);
    expect(JSON.stringify(provider.bodies.at(-1))).toContain("rain in Lyon");
  });

  it("generates objects", async () => {
    const schema = jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } });
    const { output } = await generateText({
      model: model(regex()),
      prompt: "as json",
      output: Output.object({ schema }),
    });
    expect(output).toEqual({ city: "Lyon" });
  });
});
