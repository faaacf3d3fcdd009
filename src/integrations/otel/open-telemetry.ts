import { type MeterProvider, metrics, trace, type TracerProvider } from "@opentelemetry/api";
import type { RailsConfigData } from "../../config/config-types.ts";
import type { Telemetry } from "../../engine/telemetry.ts";
import { recordOf } from "../../json.ts";
import { RequestMetrics } from "./metrics.ts";
import { RequestSpans } from "./spans.ts";

/** What is recorded, and by whom. */
export interface OpenTelemetryOptions {
  /** Whether requests become spans. Default: unless the config says `tracing: { enabled: false }`. */
  readonly traces?: boolean;
  /** Whether requests are counted. Default: unless the config says `metrics: { enabled: false }`. */
  readonly metrics?: boolean;
  /**
   * Whether spans hold what was said, as the rails left it. Prompts of judges hold what the rails were shown. Default: as the
   * config's `tracing.enable_content_capture`, and else false.
   */
  readonly content?: boolean;
  /** Default: the one that is registered with `@opentelemetry/api`. */
  readonly tracerProvider?: TracerProvider;
  /** Default: the one that is registered with `@opentelemetry/api` when the first request comes. */
  readonly meterProvider?: MeterProvider;
}

const NAME = "edgerails";

const isOff = (section: unknown): boolean => recordOf(section)["enabled"] === false;

/**
 * Spans and metrics of every request, by OpenTelemetry's conventions for generative AI. Only its API is used: without an
 * SDK that somebody has set up nothing is recorded.
 *
 * @example
 * const rails = new LLMRails(config, { telemetry: openTelemetry() });
 */
export const openTelemetry = (options: OpenTelemetryOptions = {}): Telemetry => {
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
