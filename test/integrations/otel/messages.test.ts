import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { describe, expect, it } from "vitest";
import { openTelemetry } from "../../../src/integrations/otel/index.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { collect, collectUntilError, railsOf, RecordingModel, text, user } from "../../support/engine.ts";

const FACTS: StreamPart = { type: "response", choice: 0, id: "chatcmpl-1", model: "m-2026-01-01" };
const finish = (reason: "stop" | "tool_calls", choice = 0): StreamPart => ({ type: "finish", choice, reason });

/** The span of the main model's call. */
const callSpan = async (
  parts: readonly (StreamPart | Error)[],
  { messages = [user("hi")], provider = "fake" }: { messages?: readonly ChatMessage[]; provider?: string } = {},
): Promise<ReadableSpan["attributes"]> => {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const llm = Object.assign(new RecordingModel(parts), { provider });
  const rails = railsOf("", { llm, telemetry: openTelemetry({ tracerProvider, metrics: false, content: true }) });
  const stream = rails.streamParts({ messages });
  await (parts.some((part) => part instanceof Error) ? collectUntilError(stream) : collect(stream));
  return exporter.getFinishedSpans().find(({ name }) => name.startsWith("chat "))?.attributes ?? {};
};

const json = (value: unknown): unknown => JSON.parse(String(value));

describe("the span of the main model's call", () => {
  it("has the model, the id and the finish reasons that the provider told", async () => {
    expect(await callSpan([FACTS, text("hi"), finish("stop"), finish("tool_calls", 1)])).toMatchObject({
      "gen_ai.response.model": "m-2026-01-01",
      "gen_ai.response.id": "chatcmpl-1",
      "gen_ai.response.finish_reasons": ["stop", "tool_calls"],
    });
  });

  it("has `error` as the finish reason of an answer that broke", async () => {
    const attributes = await callSpan([FACTS, text("hi"), new Error("down")]);
    expect(attributes["gen_ai.response.finish_reasons"]).toEqual(["error"]);
  });

  it("has messages in the form of the conventions", async () => {
    const attributes = await callSpan([text("done"), finish("tool_calls")], {
      messages: [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "hi" },
            { type: "image_url", image_url: { url: "data:," } },
          ],
        },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "c1", type: "function", function: { name: "look_up", arguments: '{"city":"Lyon"}' } }],
        },
        { role: "tool", tool_call_id: "c1", content: "rainy" },
      ],
    });
    expect(json(attributes["gen_ai.input.messages"])).toEqual([
      { role: "system", parts: [{ type: "text", content: "Be brief." }] },
      {
        role: "user",
        parts: [
          { type: "text", content: "hi" },
          { type: "generic", generic_type: "image_url" },
        ],
      },
      {
        role: "assistant",
        parts: [{ type: "tool_call", id: "c1", name: "look_up", arguments: { city: "Lyon" } }],
      },
      {
        role: "tool",
        parts: [{ type: "tool_call_response", id: "c1", response: [{ type: "text", content: "rainy" }] }],
      },
    ]);
    expect(json(attributes["gen_ai.output.messages"])).toEqual([
      { role: "assistant", parts: [{ type: "text", content: "done" }], finish_reason: "tool_call" },
    ]);
    expect(attributes).not.toHaveProperty("gen_ai.system_instructions");
  });

  it("has instructions apart from the messages where the provider's API has", async () => {
    const messages = [{ role: "system", content: "Be brief." } as const, user("hi")];
    const attributes = await callSpan([text("done"), finish("stop")], { messages, provider: "anthropic" });
    expect(json(attributes["gen_ai.system_instructions"])).toEqual([{ type: "text", content: "Be brief." }]);
    expect(json(attributes["gen_ai.input.messages"])).toEqual([
      { role: "user", parts: [{ type: "text", content: "hi" }] },
    ]);
  });
});
