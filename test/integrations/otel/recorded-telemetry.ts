import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { LLMRailsOptions } from "../../../src/engine/llm-rails-options.ts";
import { openTelemetry, type OpenTelemetryOptions } from "../../../src/integrations/otel/index.ts";
import { judge, ManualClock, railsOf, says, withJudge } from "../../support/engine.ts";

export const CONFIG = (more = ""): string => `
models:
  - { type: main, engine: fake_main, model: m }
  - { type: self_check_input, engine: fake_judge, model: j }
rails:
  input: { flows: [self check input] }
  output: { flows: [regex redact output, regex check output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: ["sk-[a-z]{3}"] } } }
${more}`;

/** Records telemetry in memory. */
export const recorded = (options: OpenTelemetryOptions = {}) => {
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
  /** Data points by metric: the value (for a histogram, sum and count) and the attributes. */
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

export const setup = (
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

export const named = (spans: readonly ReadableSpan[], name: string): readonly ReadableSpan[] =>
  spans.filter((span) => span.name === name);

export const USAGE = { usage: { prompt_tokens: 7, completion_tokens: 5 } };
