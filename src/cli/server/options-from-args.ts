import type { RailsConfig } from "../../config/rails-config.ts";
import { LLMRails } from "../../engine/llm-rails.ts";
import { ConfigError } from "../../errors.ts";
import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import { optional } from "../../json.ts";
import { issuesOfModels } from "../../llm/model-issues.ts";
import { httpFetch } from "../../node/http-fetch.ts";
import type { GatewayOptions } from "../../server/gateway-options.ts";
import { UsageError } from "../command-line/args.ts";
import type { CliContext, ParsedArgs } from "../command-line/command.ts";
import { aboutConfig, dialogOption, reportRailWarnings, WITHOUT_WARNINGS } from "../configs/load-config.ts";
import { loadConfigs } from "../configs/load-configs.ts";
import { mainOfOthers } from "../configs/main-model.ts";
import { noCall } from "../configs/stand-ins.ts";
import { readConfigSchema } from "./config-schema.ts";
import { readKeysFile } from "./keys-file.ts";
import type { MetricsServer } from "./metrics-server.ts";
import { recorder } from "./record.ts";
import { failureLine, requestLine } from "./server-log.ts";

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

/** Throws for a config that cannot answer requests, so that the server does not start. */
const assertServes = (config: RailsConfig, all: Iterable<RailsConfig>, env: CliContext["env"]): LLMRails => {
  const issues = issuesOfModels(config.models, () => ({ env, fetch: noCall, clock: SYSTEM_CLOCK }));
  if (issues.length > 0) throw new ConfigError(issues);
  return new LLMRails(config, { env, shadow: false, ...mainOfOthers(config, all), ...WITHOUT_WARNINGS });
};

/** Logs all requests with `--verbose`, else only failures, since clients do not get their details. */
const eventLogger = (args: ParsedArgs, { stderr }: CliContext): NonNullable<GatewayOptions["onEvent"]> => {
  const lineOf = args.flag("verbose") ? requestLine : failureLine;
  return (event) => {
    const line = lineOf(event);
    if (line !== undefined) stderr.write(`${line}\n`);
  };
};

/** The options of the gateway from the command line, with the configs loaded. */
export const gatewayOptions = async (
  args: ParsedArgs,
  context: CliContext,
  metrics: MetricsServer | undefined,
): Promise<GatewayOptions> => {
  const { env, fetch = httpFetch } = context;
  const path = args.text("config") ?? "";
  const configs = await loadConfigs(path, context, dialogOption(args));
  // The gateway creates rails and models on first use; creating them here shows errors and warnings at the start.
  for (const [id, config] of configs) {
    const rails = await aboutConfig(id, () => assertServes(config, configs.values(), env));
    await reportRailWarnings(rails, id, context);
  }
  const apiKeys = keysOf(args, context);
  const [keysFile, folder] = [args.text("keys"), args.text("record")];
  return {
    configs: Object.fromEntries(configs),
    env,
    ...WITHOUT_WARNINGS,
    ...optional("configSchema", await readConfigSchema()),
    fetch,
    ...optional("defaultConfigId", args.text("default-config-id")),
    ...(apiKeys.length === 0 ? {} : { apiKeys }),
    ...optional("keys", keysFile === undefined ? undefined : await readKeysFile(keysFile)),
    corsOrigins: args.list("cors-origin"),
    passFields: args.list("pass-field"),
    dropFields: args.list("drop-field"),
    anyModel: args.flag("any-model"),
    measuresHolds: args.flag("verbose") || metrics !== undefined,
    ...optional("telemetry", metrics?.telemetry),
    ...optional("onRecord", folder === undefined ? undefined : await recorder(folder, context)),
    limits: limitsOf(args),
    onEvent: eventLogger(args, context),
  };
};

/** Whether clients must show a key. */
export const hasKeys = ({ apiKeys, keys }: GatewayOptions): boolean => (apiKeys ?? keys) !== undefined;
