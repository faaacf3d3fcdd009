import { type MeterProvider, metrics, trace, type TracerProvider } from "@opentelemetry/api";
import type { RailsConfigData } from "../../config/config-types.ts";
import { assertOptions } from "../../config/suggest.ts";
import type { Telemetry } from "../../engine/telemetry.ts";
import { recordOf } from "../../json.ts";
import { RequestMetrics } from "./metrics.ts";
import { RequestSpans } from "./spans.ts";

/** Options of `openTelemetry`. */
export interface OpenTelemetryOptions {
  /** Whether to record spans. Default: true, unless the config has `tracing: { enabled: false }`. */
  readonly traces?: boolean;
  /** Whether to record metrics. Default: true, unless the config has `metrics: { enabled: false }`. */
  readonly metrics?: boolean;
  /**
   * Whether spans contain the texts of requests and answers, as the rails left them; prompts of judges contain what the
   * judges read. Default: the config's `tracing.enable_content_capture`, else false.
   */
  readonly content?: boolean;
  /** The tracer provider. Default: the one that is registered with `@opentelemetry/api`. */
  readonly tracerProvider?: TracerProvider;
  /** The meter provider. Default: the one that is registered with `@opentelemetry/api` at the first request. */
  readonly meterProvider?: MeterProvider;
}

const OPTIONS: Readonly<Record<keyof OpenTelemetryOptions, true>> = {
  traces: true,
  metrics: true,
  content: true,
  tracerProvider: true,
  meterProvider: true,
};

const NAME = "edgerails";

const isOff = (section: unknown): boolean => recordOf(section)["enabled"] === false;

/**
 * Records spans and metrics of every request, by OpenTelemetry's conventions for generative AI. It only uses the API
 * package: without an SDK, nothing is recorded.
 *
 * @example
 * const rails = new LLMRails(config, { telemetry: openTelemetry() });
 */
export const openTelemetry = (options: OpenTelemetryOptions = {}): Telemetry => {
  assertOptions(options, OPTIONS);
  const { tracerProvider = trace, meterProvider = metrics } = options;
  let counted: RequestMetrics | undefined;
  const metricsOf = (config: RailsConfigData): RequestMetrics | undefined => {
    if (!(options.metrics ?? !isOff(config.other["metrics"]))) return undefined;
    return (counted ??= new RequestMetrics(meterProvider.getMeter(NAME)));
  };
  const spansOf = ({ tracing }: RailsConfigData, startedAt: number): RequestSpans | undefined => {
    if (!(options.traces ?? !isOff(tracing))) return undefined;
    const { content = tracing["enable_content_capture"] === true } = options;
    return new RequestSpans(tracerProvider.getTracer(NAME), content, startedAt);
  };
  return {
    begin(config, startedAt) {
      const [spans, figures] = [spansOf(config, startedAt), metricsOf(config)];
      figures?.begin();
      return (request) => {
        spans?.end(request);
        figures?.end(request);
      };
    },
  };
};
