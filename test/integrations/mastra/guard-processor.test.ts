import { Agent } from "@mastra/core/agent";
import { createTool } from "@mastra/core/tools";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { guardProcessor } from "../../../src/integrations/mastra/index.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import { masking, regex } from "../../drop-ins/guarded-rails.ts";
import { type Provider, startProvider } from "../../drop-ins/provider.ts";
import { SECRET } from "../../server/gateway.ts";
import { railsOf } from "../../support/engine.ts";
import { REFUSAL } from "../../support/refusal.ts";
import { PLAIN, script } from "../../workers/script.ts";

let provider: Provider;

beforeAll(async () => {
  const mail = { match: "EMAIL_ADDRESS_1", content: "I wrote to <EMAIL_ADDRESS_1>." };
  const call = (id: string, match: string, city: string) => ({
    match,
    content: "I look it up.",
    tool_calls: [{ id, name: "look_up", arguments: { city } }],
  });
  const calls = [call("call_2", "send it", SECRET), call("call_3", "hers <EMAIL", "<EMAIL_ADDRESS_1>")];
  const whole = { match: "say it", content: `The key is ${SECRET}, and then much more` };
  const mails = { match: "ask them", content: "Ask joe@example.com." };
  provider = await startProvider({ replies: [...calls, whole, mails, mail, ...(script.replies ?? [])] });
});
afterAll(() => provider.close());

const execute = vi.fn(({ city }: { readonly city: string }) => Promise.resolve(`rain in ${city}`));

const agentOf = (rails: LLMRails): Agent => {
  const guard = guardProcessor(rails);
  const inputSchema = z.object({ city: z.string() });
  const look_up = createTool({ id: "look_up", description: "The weather", inputSchema, execute });
  return new Agent({
    id: "agent",
    name: "agent",
    instructions: "Be kind.",
    model: { id: "gateway/m-1", url: `${provider.url}/v1`, apiKey: "any" },
    tools: { look_up },
    maxRetries: 0,
    inputProcessors: [guard],
    outputProcessors: [guard],
  });
};

interface Seen {
  readonly text: string;
  readonly types: readonly string[];
  readonly chunks: string;
  readonly all: string;
  readonly failures: readonly string[];
  /** The parts that processors can change. Mastra itself adds the end. */
  readonly read: string;
  readonly tripwire: { readonly reason: string; readonly metadata: unknown } | undefined;
}

const seen = async (rails: LLMRails, question: string, abortSignal?: AbortSignal): Promise<Seen> => {
  const options = { maxSteps: 2, ...(abortSignal === undefined ? {} : { abortSignal }) };
  const result = await agentOf(rails).stream(question, options);
  const chunks: { readonly type: string; readonly payload?: unknown }[] = [];
  for await (const chunk of result.fullStream) chunks.push(chunk);
  const payloads = (type: string) => chunks.filter((chunk) => chunk.type === type).map(({ payload }) => payload);
  return {
    text: (payloads("text-delta") as { readonly text: string }[]).map(({ text }) => text).join(""),
    types: chunks.map(({ type }) => type),
    chunks: JSON.stringify(chunks),
    failures: (payloads("tool-error") as { readonly error: unknown }[]).map(({ error }) => String(error)),
    read: JSON.stringify(chunks.filter(({ type }) => type !== "finish")),
    all: JSON.stringify([chunks, await result.steps]),
    tripwire: payloads("tripwire")[0] as Seen["tripwire"],
  };
};

describe("guardProcessor in an agent of Mastra", () => {
  it("streams an allowed answer", async () => {
    const { text, types, tripwire } = await seen(regex(), "hi");
    expect({ text, tripwire }).toEqual({ text: PLAIN, tripwire: undefined });
    expect(types.filter((type) => type === "text-delta").length).toBeGreaterThan(3);
    expect(types.at(-1)).toBe("finish");
  });

  it("generates an allowed answer", async () => {
    const result = await agentOf(regex()).generate("hi");
    expect(result.text).toBe(PLAIN);
    expect(result.finishReason).toBe("stop");
  });

  it("ends a blocked answer with a tripwire", async () => {
    const { text, all, tripwire } = await seen(regex(), "leak");
    expect(text).toBe("The key is ");
    expect(all).not.toContain(SECRET.slice(0, 6));
    expect(tripwire).toMatchObject({
      reason: REFUSAL,
      metadata: { status: "blocked", rail: "regex check output", verdicts: [{ status: "blocked" }] },
    });
  });

  it("blocks a request without calling the model", async () => {
    const before = provider.bodies.length;
    const { text, tripwire } = await seen(regex(), "this is forbidden");
    expect(text).toBe("");
    expect(tripwire).toMatchObject({ reason: REFUSAL, metadata: { rail: "regex check input" } });
    expect(provider.bodies).toHaveLength(before);
  });

  it("masks the prompt, and restores the answer", async () => {
    const { text } = await seen(masking(), "Write to jane@example.com");
    expect(JSON.stringify(provider.bodies.at(-1))).toContain("<EMAIL_ADDRESS_1>");
    expect(JSON.stringify(provider.bodies.at(-1))).not.toContain("jane@");
    expect(text).toBe("I wrote to jane@example.com.");
  });

  it("passes tools their arguments, and checks their results", async () => {
    execute.mockClear();
    const { types, text } = await seen(masking(), "hers jane@example.com");
    expect(execute.mock.calls[0]?.[0]).toEqual({ city: "jane@example.com" });
    expect(JSON.stringify(provider.bodies.at(-1))).toContain("rain in <EMAIL_ADDRESS_1>");
    expect(types.indexOf("tool-call")).toBeLessThan(types.indexOf("tool-result"));
    expect(text).toContain("I look it up.");
  });

  it("runs no tool whose call a rail has blocked", async () => {
    execute.mockClear();
    const { all, tripwire, text } = await seen(regex(), "send it");
    expect(execute).not.toHaveBeenCalled();
    expect(text).toBe("I look it up.");
    expect(tripwire?.reason).toBe(REFUSAL);
    expect(all).not.toContain(SECRET.slice(0, 6));
  });

  it("neither delivers a tool result that a rail forbids nor sends it to the model", async () => {
    execute.mockResolvedValueOnce(`this is forbidden, and so is ${SECRET}`);
    const before = provider.bodies.length;
    const { chunks, tripwire } = await seen(regex(), "weather");
    expect(chunks).toContain('"type":"tool-result"');
    expect(chunks).not.toContain(SECRET);
    expect(tripwire).toMatchObject({ metadata: { rail: "regex check input" } });
    expect(provider.bodies).toHaveLength(before + 1);
  });

  it("delivers no tool error that a rail forbids", async () => {
    execute.mockRejectedValueOnce(new Error(`The key ${SECRET} is wrong`));
    const { read, failures } = await seen(regex(), "weather");
    expect(failures).toEqual(["Error: A rail forbids what this tool has answered"]);
    expect(read).not.toContain(SECRET);
  });

  it("masks the answer in all places where Mastra reports it", async () => {
    const output = { flows: ["mask sensitive data on output"], streaming: { enabled: true } };
    const config = { sensitive_data_detection: { output: { entities: ["EMAIL_ADDRESS"] } } };
    const result = await agentOf(railsOf(JSON.stringify({ rails: { output, config } }))).generate("ask them");
    expect(result.text).toBe("Ask <EMAIL_ADDRESS>.");
    expect(JSON.stringify(result)).not.toContain("joe@");
  });

  it("delivers nothing after a block", async () => {
    const result = await agentOf(regex()).generate("say it");
    expect(result.tripwire).toMatchObject({ reason: REFUSAL });
    expect(JSON.stringify(result)).not.toContain(SECRET.slice(0, 6));
  });

  it("drops the provider's metadata that a rail forbids", async () => {
    const { processOutputStream } = guardProcessor(regex());
    const abort = (): never => expect.unreachable();
    for (const [modelId, isTold] of [
      [SECRET, false],
      ["m-1", true],
    ] as const) {
      const part = { type: "response-metadata", runId: "run", from: "AGENT", payload: { modelId } };
      const told = await processOutputStream({ part, streamParts: [], state: {}, abort, retryCount: 0 } as never);
      expect(told).toEqual(isTold ? part : null);
    }
  });

  it.each<readonly [string, object, object]>([
    ["step-start", { warnings: [{ message: SECRET }], messageId: "m-1" }, { messageId: "m-1" }],
    [
      "step-finish",
      {
        providerMetadata: { key: SECRET },
        stepResult: { reason: "stop", warnings: [SECRET], logprobs: [{ token: "a" }] },
      },
      { stepResult: { reason: "stop" } },
    ],
    [
      "finish",
      { response: { id: SECRET, modelId: "m-1" }, output: { usage: { raw: SECRET } } },
      { response: { modelId: "m-1" } },
    ],
    [
      "tool-result",
      { toolCallId: "c-1", result: SECRET, providerMetadata: { key: SECRET } },
      { toolCallId: "c-1", isError: true },
    ],
    ["error", { error: new Error(SECRET), details: SECRET }, { error: { code: "server" } }],
  ])("delivers %s without what a rail forbids in its payload and metadata", async (type, payload, left) => {
    const { processOutputStream } = guardProcessor(regex());
    const abort = (): never => expect.unreachable();
    const part = { type, runId: "run", from: "AGENT", metadata: { note: SECRET, kind: "any" }, payload };
    const delivered = await processOutputStream({ part, streamParts: [], state: {}, abort, retryCount: 0 } as never);
    expect(delivered).toMatchObject({ type, runId: "run", from: "AGENT", metadata: { kind: "any" }, payload: left });
    expect(JSON.stringify(delivered)).not.toContain(SECRET);
  });

  it("blocks if a rail fails", async () => {
    const failing = defineRail({
      name: "failing",
      reads: "window",
      check: () => {
        throw new Error("down");
      },
    });
    const yaml = "rails: { output: { flows: [failing], streaming: { enabled: true, stream_first: false } } }";
    const { text, tripwire } = await seen(railsOf(yaml, { rails: [failing] }), "hi");
    expect(text).toBe("");
    expect(tripwire).toMatchObject({ metadata: { verdicts: [{ code: "rail_execution_failure" }] } });
  });

  it("cancels the provider when its caller aborts", async () => {
    const left = provider.left.length;
    const abort = new AbortController();
    const result = await agentOf(regex()).stream("stall", { abortSignal: abort.signal });
    for await (const { type } of result.fullStream) if (type === "text-delta") abort.abort();
    await vi.waitFor(() => expect(provider.left.length).toBeGreaterThan(left));
  });

  it("reports a failure of the provider as an error", async () => {
    expect((await seen(regex(), "cut")).types).toContain("error");
  });

  it("is rejected if output rails must not stream", () => {
    expect(() => guardProcessor(railsOf("rails: { output: { flows: [self check output] } }"))).toThrow("streaming");
  });
});
