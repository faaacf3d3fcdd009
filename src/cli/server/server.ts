import { Hono } from "hono";
import type { RailsConfig } from "../../config/rails-config.ts";
import { LLMRails } from "../../engine/llm-rails.ts";
import { ConfigError } from "../../errors.ts";
import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import { issuesOfModels } from "../../llm/model-issues.ts";
import { httpFetch } from "../../node/http-fetch.ts";
import { readPlayFiles } from "../../node/play-files.ts";
import { playPage } from "../../server/play/play-routes.ts";
import { optional } from "../../json.ts";
import { type RunningServer, serve } from "../../node/serve.ts";
import { createApp } from "../../server/app.ts";
import type { GatewayOptions } from "../../server/gateway-options.ts";
import { MemoryItemStore } from "../../server/items/item-store.ts";
import { UsageError } from "../command-line/args.ts";
import { autoReload } from "./auto-reload.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { inertLine } from "../terminal/inert-text.ts";
import { readKeysFile } from "./keys-file.ts";
import { readConfigSchema } from "./config-schema.ts";
import { WITHOUT_WARNINGS, aboutConfig, dialogOption, reportRailWarnings } from "../configs/load-config.ts";
import { loadConfigs } from "../configs/load-configs.ts";
import { type MetricsServer, serveMetrics } from "./metrics-server.ts";
import { isLoopback, localOnly } from "./local-names.ts";
import { portOf } from "../command-line/port.ts";
import { recorder } from "./record.ts";
import { failureLine, requestLine } from "./server-log.ts";

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

const keysOf = (args: ParsedArgs, { env }: CliContext): readonly string[] =>
  [...args.list("api-key"), ...(env["EDGERAILS_API_KEYS"] ?? "").split(",")]
    .map((key) => key.trim())
    .filter((key) => key !== "");

const limitsOf = (args: ParsedArgs): Readonly<Record<string, number>> =>
  Object.fromEntries(
    args.list("limit").map((text) => {
      const [, name = "", number = ""] = /^(\w+)=(\d+)$/.exec(text) ?? [];
      if (name === "") throw new UsageError(`Invalid limit "${text}": expected one such as maxMediaBytes=20000000`);
      return [name, Number(number)];
    }),
  );

const noCall = (): Promise<never> => Promise.reject(new Error("A check calls no model"));

/** A config that cannot answer must not listen: every request would fail, and none would say why. */
const assertServes = (config: RailsConfig, env: CliContext["env"]): LLMRails => {
  const issues = issuesOfModels(config.models, () => ({ env, fetch: noCall, clock: SYSTEM_CLOCK }));
  if (issues.length > 0) throw new ConfigError(issues);
  return new LLMRails(config, { env, shadow: false, ...WITHOUT_WARNINGS });
};

const gatewayOptions = async (
  args: ParsedArgs,
  context: CliContext,
  metrics: MetricsServer | undefined,
): Promise<GatewayOptions> => {
  const { env, fetch = httpFetch, stderr } = context;
  const path = args.text("config") ?? "";
  const configs = await loadConfigs(path, context, dialogOption(args));
  // A gateway makes its rails and models when they are first asked for; whoever starts it wants to know now.
  for (const [id, config] of configs)
    await reportRailWarnings(await aboutConfig(id, () => assertServes(config, env)), id, context);
  // What fails is told always: the client only learns that something did.
  const lineOf = args.flag("verbose") ? requestLine : failureLine;
  const defaultConfigId = args.text("default-config-id");
  const apiKeys = keysOf(args, context);
  const keysFile = args.text("keys");
  const folder = args.text("record");
  const corsOrigins = args.list("cors-origin");
  const configSchema = await readConfigSchema();
  const [passFields, dropFields] = [args.list("pass-field"), args.list("drop-field")];
  return {
    configs: Object.fromEntries(configs),
    env,
    ...WITHOUT_WARNINGS,
    ...optional("configSchema", configSchema),
    fetch,
    ...optional("defaultConfigId", defaultConfigId),
    ...(apiKeys.length === 0 ? {} : { apiKeys }),
    ...(keysFile === undefined ? {} : { keys: await readKeysFile(keysFile) }),
    ...(corsOrigins.length === 0 ? {} : { corsOrigins }),
    ...(passFields.length === 0 ? {} : { passFields }),
    ...(dropFields.length === 0 ? {} : { dropFields }),
    anyModel: args.flag("any-model"),
    measuresHolds: args.flag("verbose") || metrics !== undefined,
    ...optional("telemetry", metrics?.telemetry),
    ...optional("onRecord", folder === undefined ? undefined : await recorder(folder, context)),
    limits: limitsOf(args),
    onEvent: (event) => {
      const line = lineOf(event);
      if (line !== undefined) stderr.write(`${line}\n`);
    },
  };
};

const greeting = (
  url: string,
  { configs, defaultConfigId, apiKeys, keys }: GatewayOptions,
  hasPlay: boolean,
): string => {
  const ids = Object.keys(configs);
  const id = defaultConfigId ?? ids[0] ?? "";
  const body = JSON.stringify({ model: id, messages: [{ role: "user", content: "Hello!" }], stream: true });
  const lines = [
    `curl -N ${url}/v1/chat/completions`,
    "-H 'Content-Type: application/json'",
    ...((apiKeys ?? keys) === undefined ? [] : ["-H 'Authorization: Bearer YOUR_KEY'"]),
    `-d '${body}'`,
  ];
  const list = ids.map((one) => (one === defaultConfigId ? `${one} (default)` : one)).join(", ");
  return inertLine(`edgerails listens on ${url}`)
    .concat("\n", inertLine(`configs: ${list}`), "\n\nTry it:\n\n  ")
    .concat(
      lines.map(inertLine).join(" \\\n    "),
      "\n\nClients of the OpenAI API: set their base URL to ",
      url,
      "/v1\n",
      !hasPlay ? "" : `\nPlay with it in a browser: ${inertLine(url)}/play\n`,
    );
};

/** The gateway below a path. */
const below = (prefix: string, gateway: Hono): Hono => {
  const app = new Hono().route(prefix, gateway);
  app.notFound(() => {
    const message = `There is nothing at this address: try ${prefix}/v1`;
    const error = { message, type: "invalid_request_error", param: null, code: "not_found" };
    return Response.json({ error }, { status: 404 });
  });
  return app;
};

/** Waits for a signal, then closes: at once at the second one. */
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

const hasKeys = ({ apiKeys, keys }: GatewayOptions): boolean => (apiKeys ?? keys) !== undefined;

/** Says where the server is, and that it is open to everybody where it is. */
const announce = (
  address: string,
  options: GatewayOptions,
  args: ParsedArgs,
  { stdout, stderr }: CliContext,
  metrics: MetricsServer | undefined,
): void => {
  const hostname = hostOf(args);
  stdout.write(greeting(address, options, args.flag("play")));
  if (metrics !== undefined) stdout.write(`Metrics: ${metrics.server.url}/metrics\n`);
  if (isLoopback(hostname) || hasKeys(options)) return;
  stderr.write(
    `warning: everybody who can reach ${inertLine(hostname)} can use this server: add --api-key or --keys\n`,
  );
};

/** Serves until it is stopped, or throws where it cannot begin. Nothing it has opened is left open. */
const serveUntilStopped = async (
  args: ParsedArgs,
  context: CliContext,
  metrics: MetricsServer | undefined,
): Promise<void> => {
  const port = portOf(args.text("port"));
  const prefix = prefixOf(args.text("prefix"));
  const pages = args.flag("play") ? playPage(await readPlayFiles()) : [];
  // It outlives the gateways that take over from each other.
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
    const hostname = hostOf(args);
    const app = reloading ?? first;
    const running = await serve(isLoopback(hostname) && !hasKeys(options) ? localOnly(app) : app, { port, hostname });
    announce(running.url + prefix, options, args, context, metrics);
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
