import { Hono } from "hono";
import { optional } from "../../json.ts";
import { readPlayFiles } from "../../node/play-files.ts";
import { type RunningServer, serve } from "../../node/serve.ts";
import { createApp } from "../../server/app.ts";
import type { GatewayOptions } from "../../server/gateway-options.ts";
import { MemoryItemStore } from "../../server/items/item-store.ts";
import { playPage } from "../../server/play/play-routes.ts";
import { UsageError } from "../command-line/args.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { portOf } from "../command-line/port.ts";
import { autoReload } from "./auto-reload.ts";
import { announce } from "./greeting.ts";
import { isLoopback, localOnly } from "./local-names.ts";
import { type MetricsServer, serveMetrics } from "./metrics-server.ts";
import { gatewayOptions, hasKeys } from "./options-from-args.ts";

const hostOf = (args: ParsedArgs): string => args.text("host") ?? "127.0.0.1";

const metricsOf = async (args: ParsedArgs): Promise<MetricsServer | undefined> => {
  const port = args.text("metrics-port");
  return port === undefined ? undefined : serveMetrics(portOf(port), hostOf(args));
};

const prefixOf = (text = ""): string => {
  const prefix = text.replace(/\/+$/, "");
  if (prefix === "" || /^(?:\/[\w.~-]+)+$/.test(prefix)) return prefix;
  throw new UsageError(`Invalid prefix "${text}": expected a path such as /guarded`);
};

/** Mounts the gateway under a path. */
const below = (prefix: string, gateway: Hono): Hono => {
  const app = new Hono().route(prefix, gateway);
  app.notFound(() => {
    const message = `There is nothing at this address: try ${prefix}/v1`;
    const error = { message, type: "invalid_request_error", param: null, code: "not_found" };
    return Response.json({ error }, { status: 404 });
  });
  return app;
};

/** Waits for a signal, then closes the server; a second signal closes it immediately. */
const untilStopped = ({ onSignal, stderr }: CliContext, server: RunningServer): Promise<void> =>
  new Promise((resolve) => {
    let stopping = false;
    const stop = (): void => {
      if (stopping) return void server.close(0);
      stopping = true;
      stderr.write("Stopping: answers on their way are finished (press Ctrl + C again to cut them)\n");
      server.close().then(forget, forget);
    };
    const forgets = (["SIGINT", "SIGTERM"] as const).map((signal) => onSignal?.(signal, stop));
    const forget = (): void => {
      for (const one of forgets) one?.();
      resolve();
    };
  });

/** Serves until it is stopped. Rejects if it cannot start. Closes everything that it has opened. */
const serveUntilStopped = async (
  args: ParsedArgs,
  context: CliContext,
  metrics: MetricsServer | undefined,
): Promise<void> => {
  const [port, hostname] = [portOf(args.text("port")), hostOf(args)];
  const prefix = prefixOf(args.text("prefix"));
  const hasPlay = args.flag("play");
  const pages = hasPlay ? playPage(await readPlayFiles()) : [];
  // Shared by all gateways, so that items survive a reload.
  const items = args.flag("stateless") ? undefined : new MemoryItemStore();
  const appOf = (given: GatewayOptions): Hono => {
    const gateway = createApp({ ...given, ...optional("items", items) }, pages);
    return prefix === "" ? gateway : below(prefix, gateway);
  };
  const options = await gatewayOptions(args, context, metrics);
  const first = appOf(options);
  const make = async (): Promise<Hono> => appOf(await gatewayOptions(args, context, metrics));
  const watched = [args.text("config") ?? "", ...args.list("keys")];
  const reloading = args.flag("auto-reload") ? await autoReload(first, make, watched, context) : undefined;
  try {
    const app = reloading ?? first;
    const running = await serve(isLoopback(hostname) && !hasKeys(options) ? localOnly(app) : app, { port, hostname });
    announce({ url: running.url + prefix, hostname, hasPlay, metrics }, options, context);
    await untilStopped(context, running);
  } finally {
    reloading?.close();
  }
};

/** `edgerails server` */
export const server: RunCommand = async (args, context) => {
  const metrics = await metricsOf(args);
  try {
    await serveUntilStopped(args, context, metrics);
  } finally {
    await metrics?.server.close(0);
  }
  return EXIT.ok;
};
