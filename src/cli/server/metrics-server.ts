import type { Telemetry } from "../../engine/telemetry.ts";
import { EdgeRailsError } from "../../errors.ts";
import { type FetchApp, type RunningServer, serve } from "../../node/serve.ts";

/** Running metrics: the observer of requests, and the address of the metrics endpoint. */
export interface MetricsServer {
  readonly telemetry: Telemetry;
  readonly server: RunningServer;
}

const PACKAGES = "@opentelemetry/api @opentelemetry/sdk-metrics @opentelemetry/exporter-prometheus";

/** Loads the optional packages on demand. */
const load = async () => {
  try {
    const [{ MeterProvider }, { PrometheusExporter, PrometheusSerializer }, { openTelemetry }] = await Promise.all([
      import("@opentelemetry/sdk-metrics"),
      import("@opentelemetry/exporter-prometheus"),
      import("../../integrations/otel/open-telemetry.ts"),
    ]);
    return { MeterProvider, PrometheusExporter, PrometheusSerializer, openTelemetry };
  } catch (cause) {
    throw new EdgeRailsError("missing_package", `Metrics need packages of their own: npm install ${PACKAGES}`, {
      cause,
    });
  }
};

/** Serves `GET /metrics` in the Prometheus format, on a port of its own, since metrics are not for clients. */
export const serveMetrics = async (port: number, hostname: string): Promise<MetricsServer> => {
  const { MeterProvider, PrometheusExporter, PrometheusSerializer, openTelemetry } = await load();
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const serializer = new PrometheusSerializer();
  const app: FetchApp = {
    async fetch(request) {
      if (new URL(request.url).pathname !== "/metrics") return new Response("Not found\n", { status: 404 });
      const { resourceMetrics } = await reader.collect();
      const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8" };
      return new Response(serializer.serialize(resourceMetrics), { headers });
    },
  };
  return {
    telemetry: openTelemetry({ meterProvider, traces: false, metrics: true }),
    server: await serve(app, { port, hostname }),
  };
};
