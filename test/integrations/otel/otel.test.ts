import { context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { afterAll, describe, expect, it } from "vitest";
import type { LLMRailsOptions } from "../../../src/engine/llm-rails-options.ts";
import { openTelemetry, type OpenTelemetryOptions } from "../../../src/integrations/otel/index.ts";
import { callAttributes } from "../../../src/integrations/otel/names.ts";
import { defineRail, type RailDecision } from "../../../src/rails/rail.ts";
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
  textParts,
  withJudge,
} from "../../support/engine.ts";

const CONFIG = (more = ""): string => `
models:
  - { type: main, engine: fake_main, model: m }
  - { type: self_check_input, engine: fake_judge, model: j }
rails:
  input: { flows: [self check input] }
  output: { flows: [regex redact output, regex check output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: ["sk-[a-z]{3}"] } } }
${more}`;

/** Telemetry into memory. */
const recorded = (options: OpenTelemetryOptions = {}) => {
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spanExporter })] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 1_000_000,
    exportTimeoutMillis: 1_000,
  });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const telemetry = openTelemetry({ tracerProvider, meterProvider, ...options });
  /** Points by the name of their metric, as value (of a histogram its sum and count) and attributes. */
  const points = async (name: string): Promise<readonly object[]> => {
    await reader.forceFlush();
    const scopes = metricExporter.getMetrics().at(-1)?.scopeMetrics ?? [];
    return scopes
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) =>
        dataPoints.map(({ value, attributes }) => ({
          ...(typeof value === "object" && "count" in value ? { count: value.count, sum: value.sum } : { value }),
          ...attributes,
        })),
      );
  };
  return { telemetry, tracerProvider, spans: () => spanExporter.getFinishedSpans(), points };
};

const setup = (
  telemetry: LLMRailsOptions["telemetry"],
  { config = CONFIG(), said = "a key sk-abc, kept", usage = {} } = {},
) => {
  const clock = new ManualClock();
  const main = says({ content: said, ...usage });
  return {
    clock,
    rails: railsOf(config, {
      ...withJudge(
        main,
        judge(() => "No"),
      ),
      ...(telemetry === undefined ? {} : { telemetry }),
      clock,
    }),
  };
};

context.setGlobalContextManager(new StackContextManager().enable());
afterAll(() => context.disable());

const named = (spans: readonly ReadableSpan[], name: string): readonly ReadableSpan[] =>
  spans.filter((span) => span.name === name);
const USAGE = { usage: { prompt_tokens: 7, completion_tokens: 5 } };

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

describe("metrics", () => {
  it("count requests, checks by rail and decision, model calls, and held text", async () => {
    const { telemetry, points } = recorded();
    const { rails } = setup(telemetry, { usage: USAGE });
    await collect(rails.streamAsync(HELLO));
    await rails.generateAsync(HELLO);
    expect(await points("guardrails.requests")).toEqual([{ value: 2 }]);
    expect(await points("guardrails.requests.active")).toEqual([{ value: 0 }]);
    expect(await points("edgerails.rail.checks")).toEqual(
      expect.arrayContaining([
        { value: 2, "rail.type": "input", "rail.name": "self check input", "rail.decision": "allow" },
        { value: 2, "rail.type": "output", "rail.name": "regex redact output", "rail.decision": "transform" },
      ]),
    );
    const held = await points("edgerails.held.characters");
    expect(held[0]).toMatchObject({ "rail.type": "output", "rail.name": "regex redact output" });
    expect(held[0]).toHaveProperty("value", expect.any(Number));
    expect(await points("gen_ai.client.token.usage")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ count: 2, sum: 14, "gen_ai.token.type": "input" }),
        expect.objectContaining({ count: 2, sum: 10, "gen_ai.token.type": "output" }),
      ]),
    );
    expect((await points("gen_ai.client.operation.time_to_first_chunk")).length).toBe(1);
    expect((await points("gen_ai.client.operation.duration")).length).toBe(2);
  });

  it("count the runs of monitored rails, including those after the answer, and the skipped windows", async () => {
    const { telemetry, points, spans } = recorded();
    const { promise: verdict, resolve: decide } = Promise.withResolvers<RailDecision>();
    const judged = defineRail({ name: "slow judge", reads: "window", check: () => verdict });
    const config = `
rails:
  output:
    flows: [slow judge]
    options: { slow judge: { mode: monitor } }
    streaming: { enabled: true, chunk_size: 1, context_size: 0 }`;
    const rails = railsOf(config, { llm: says(" word".repeat(100)), rails: [judged], telemetry });
    const stream = rails.streamAsync(HELLO);
    await collect(stream);
    decide({ outcome: "allow" });
    await stream.outcome;
    const rail = { "rail.type": "output", "rail.name": "slow judge" };
    expect(await points("edgerails.rail.checks")).toEqual([{ value: 68, ...rail, "rail.decision": "allow" }]);
    expect(await points("edgerails.rail.windows.not_judged")).toEqual([{ value: 32, ...rail }]);
    expect(named(spans(), "guardrails.rail").map(({ attributes }) => attributes)).toMatchObject([
      { ...rail, "edgerails.rail.runs": 68, "edgerails.rail.windows_not_judged": 32 },
    ]);
  });

  it("count blocks by rail, and the tokens that a block withheld and saved", async () => {
    const { telemetry, points } = recorded();
    const config = CONFIG().replace("regex redact output, ", "");
    const { rails } = setup(telemetry, { config });
    await collect(rails.streamAsync({ ...HELLO, options: { llm_params: { max_tokens: 100 } } }));
    expect(await points("guardrails.requests.blocked")).toEqual([
      { value: 1, "rail.type": "output", "rail.name": "regex check output" },
    ]);
    expect(await points("edgerails.tokens.withheld")).toEqual([{ value: expect.any(Number) }]);
    const saved = await points("edgerails.tokens.saved");
    expect(
      saved.find((point) => "gen_ai.token.type" in point && point["gen_ai.token.type"] === "output"),
    ).toHaveProperty("value");
  });

  it("have no usage that was only estimated", async () => {
    const { telemetry, points } = recorded();
    const { rails } = setup(telemetry, { usage: { usage: false } });
    await collect(rails.streamAsync(HELLO));
    expect(await points("gen_ai.client.token.usage")).toEqual([]);
  });
});

describe("telemetry", () => {
  it("that fails does not affect the answer", async () => {
    const failing = {
      begin: () => () => {
        throw new Error("a bug");
      },
    };
    const never = {
      begin: () => {
        throw new Error("a bug");
      },
    };
    for (const telemetry of [failing, never]) {
      const { rails } = setup(telemetry, { said: "fine" });
      expect((await collect(rails.streamAsync(HELLO))).join("")).toBe("fine");
    }
  });

  it("gives `tracing` and `metrics` of a config an effect, and warns about the rest", async () => {
    const more =
      "tracing: { enabled: true, adapters: [{ name: FileSystem, filepath: x }] }\nmetrics: { enabled: true }";
    const paths = (telemetry: LLMRailsOptions["telemetry"]) =>
      setup(telemetry, { config: CONFIG(more) }).rails.warnings.map(({ path }) => path);
    expect(paths(undefined)).toEqual(["tracing", "metrics"]);
    expect(paths(recorded().telemetry)).toEqual(["tracing.adapters"]);
  });

  it("reports a request that a client cancelled", async () => {
    const { telemetry, points } = recorded();
    const rails = railsOf("", { llm: new RecordingModel(textParts("one two three")), telemetry });
    const reader = rails.streamAsync(HELLO).getReader();
    await reader.read();
    await reader.cancel();
    expect(await points("guardrails.requests.errors")).toEqual([{ value: 1, "error.type": "cancelled" }]);
  });
});
