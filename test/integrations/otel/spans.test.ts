import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { StackContextManager } from "@opentelemetry/sdk-trace";
import { afterAll, describe, expect, it } from "vitest";
import { type OpenTelemetryOptions } from "../../../src/integrations/otel/index.ts";
import { callAttributes } from "../../../src/integrations/otel/names.ts";
import {
  collect,
  collectUntilError,
  HELLO,
  judge,
  ManualClock,
  railsOf,
  RecordingModel,
  says,
  text,
  withJudge,
} from "../../support/engine.ts";
import { CONFIG, named, recorded, setup, USAGE } from "./recorded-telemetry.ts";

context.setGlobalContextManager(new StackContextManager().enable());

afterAll(() => context.disable());

describe("spans", () => {
  it("exist for the request, below the caller's, and below it for each rail, action and model call", async () => {
    const { telemetry, tracerProvider, spans } = recorded();
    const { rails } = setup(telemetry, { usage: USAGE });
    const outer = tracerProvider.getTracer("test").startSpan("outer");
    await context.with(trace.setSpan(context.active(), outer), () => rails.generateAsync(HELLO));
    const [request, ...others] = named(spans(), "guardrails.request");
    expect(request?.parentSpanContext?.spanId).toBe(outer.spanContext().spanId);
    expect([others.length, request?.kind, request?.status.code]).toEqual([0, SpanKind.SERVER, SpanStatusCode.UNSET]);
    expect(request?.attributes).toMatchObject({
      "edgerails.outcome": "modified",
      "edgerails.outcome.rail": "regex redact output",
    });
    const id = request?.spanContext().spanId;
    const rail = named(spans(), "guardrails.rail");
    expect(
      rail.map(({ attributes }) => [attributes["rail.type"], attributes["rail.name"], attributes["rail.stop"]]),
    ).toEqual([
      ["input", "self check input", false],
      ["output", "regex redact output", false],
      ["output", "regex check output", false],
    ]);
    expect(rail.every(({ parentSpanContext }) => parentSpanContext?.spanId === id)).toBe(true);
    const main = named(spans(), "chat scripted")[0] ?? named(spans(), "chat m")[0];
    expect(main?.parentSpanContext?.spanId).toBe(id);
    expect(main?.kind).toBe(SpanKind.CLIENT);
    expect(main?.attributes).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.usage.input_tokens": 7,
      "gen_ai.usage.output_tokens": 5,
    });
    const judged = named(spans(), "chat judge")[0];
    const action = named(spans(), "guardrails.action")[0];
    expect([judged?.parentSpanContext?.spanId, action?.attributes["action.name"]]).toEqual([
      action?.spanContext().spanId,
      "self_check_input",
    ]);
  });

  it("contain no texts unless enabled by an option or the config", async () => {
    const seen = async (options: OpenTelemetryOptions, config = CONFIG()) => {
      const { telemetry, spans } = recorded(options);
      const { rails } = setup(telemetry, { config, said: "Xylophone sk-abc" });
      await collect(rails.streamAsync({ prompt: "Quetzal" }));
      return JSON.stringify(spans().map(({ name, attributes, events }) => [name, attributes, events]));
    };
    expect(await seen({})).not.toMatch(/Quetzal|Xylophone/);
    for (const asked of [
      await seen({ content: true }),
      await seen({}, CONFIG("tracing: { enable_content_capture: true }")),
    ]) {
      expect(asked).toMatch(/Quetzal/);
      expect(asked).toMatch(/Xylophone <REDACTED>/);
      expect(asked).not.toMatch(/Xylophone sk-abc/);
    }
  });

  it("mark the main model's call as streaming, with the time of the first chunk", async () => {
    const { telemetry, spans } = recorded();
    const clock = new ManualClock();
    const llm = new RecordingModel([text("hi"), { type: "finish", choice: 0, reason: "stop" }]);
    await collect(railsOf("", { llm, telemetry, clock }).streamAsync(HELLO));
    expect(named(spans(), "chat fake-1")[0]?.attributes).toMatchObject({
      "gen_ai.request.stream": true,
      "gen_ai.response.time_to_first_chunk": 0,
    });
  });

  it("report a judge that could not be called, as metrics do", async () => {
    const { telemetry, spans, points } = recorded();
    const rails = railsOf(CONFIG(), {
      ...withJudge(
        says({ content: "hi" }),
        judge(() => {
          throw new Error("PRIVATE");
        }),
      ),
      telemetry,
    });
    await collect(rails.streamAsync(HELLO));
    expect(
      named(spans(), "chat judge").map(({ status, attributes }) => [status.code, attributes["error.type"]]),
    ).toEqual([[SpanStatusCode.ERROR, "_OTHER"]]);
    expect(await points("gen_ai.client.operation.duration")).toMatchObject([{ "error.type": "_OTHER" }]);
  });

  it.each([
    ["azure", "azure.ai.openai"],
    ["mistral", "mistral_ai"],
    ["openai", "openai"],
    ["constructor", "constructor"],
  ])("name the provider %s by the conventions: %s", (engine, provider) => {
    const call = { llm_provider_name: engine, request_model: "m", llm_model_name: "m" };
    expect(callAttributes(call)["gen_ai.provider.name"]).toBe(provider);
  });

  it("have the class of an error, and not its message", async () => {
    const { telemetry, spans } = recorded();
    const { rails } = setup(telemetry, { said: "" });
    const broken = railsOf("", { llm: new RecordingModel([text("a "), new Error("PRIVATE")]), telemetry });
    await collectUntilError(broken.streamAsync(HELLO));
    const reader = rails.streamAsync(HELLO).getReader();
    await reader.read();
    await reader.cancel();
    const requests = named(spans(), "guardrails.request");
    expect(requests.map(({ status, attributes }) => [status.code, attributes["error.type"]])[0]).toEqual([
      SpanStatusCode.ERROR,
      "Error",
    ]);
    expect(
      JSON.stringify(requests.map(({ attributes, events, status }) => [attributes, events, status])),
    ).not.toContain("PRIVATE");
  });

  it("exist for checks as for answers, without a span of the main model, also if they fail", async () => {
    const { telemetry, spans, points } = recorded({ content: true });
    const { rails } = setup(telemetry);
    const messages = [...(HELLO.messages ?? []), { role: "assistant", content: "a sk-abc" }] as const;
    await rails.checkAsync({ messages });
    expect(named(spans(), "guardrails.request").map(({ attributes }) => attributes)).toMatchObject([
      {
        "edgerails.outcome": "modified",
        "edgerails.outcome.rail": "regex redact output",
        "gen_ai.output.messages": expect.stringContaining("a <REDACTED>") as string,
      },
    ]);
    expect(named(spans(), "guardrails.rail")).toHaveLength(3);
    expect(named(spans(), "chat judge")).toHaveLength(1);
    await rails.checkAsync({ messages: [{ role: "assistant", content: "sk-abc" }], railTypes: ["output"] });
    await expect(rails.checkAsync({ messages, signal: AbortSignal.abort(new Error("PRIVATE")) })).rejects.toThrow();
    const last = named(spans(), "guardrails.request").at(-1);
    expect([last?.status.code, last?.attributes["error.type"]]).toEqual([SpanStatusCode.ERROR, "Error"]);
    expect(await points("guardrails.requests")).toEqual([{ value: 3 }]);
  });

  it("are disabled by the config's tracing setting, and metrics by theirs", async () => {
    const off = recorded();
    const { rails } = setup(off.telemetry, {
      config: CONFIG("tracing: { enabled: false }\nmetrics: { enabled: false }"),
    });
    await collect(rails.streamAsync(HELLO));
    expect([off.spans(), await off.points("guardrails.requests")]).toEqual([[], []]);
    const forced = recorded({ traces: true, metrics: true });
    const other = setup(forced.telemetry, {
      config: CONFIG("tracing: { enabled: false }\nmetrics: { enabled: false }"),
    });
    await collect(other.rails.streamAsync(HELLO));
    expect([forced.spans().length > 0, (await forced.points("guardrails.requests")).length]).toEqual([true, 1]);
  });
});
