import type { GatewayOptions } from "../../server/gateway-options.ts";
import type { CliContext } from "../command-line/command.ts";
import { hasMain } from "../configs/main-model.ts";
import { inertLine } from "../terminal/inert-text.ts";
import { isLoopback } from "./local-names.ts";
import type { MetricsServer } from "./metrics-server.ts";
import { hasKeys } from "./options-from-args.ts";

/** A server that is listening. */
export interface Listening {
  /** The URL of its gateway. */
  readonly url: string;
  readonly hostname: string;
  readonly hasPlay: boolean;
  readonly metrics: MetricsServer | undefined;
}

const NO_ANSWERS =
  "warning: no config has a model of type `main`, so checks are answered and nothing else: add one to `models`\n";

/** A request to try: for an answer, or for a check if no config has a model that answers. */
const requestOf = ({
  configs,
  defaultConfigId = "",
}: GatewayOptions): { readonly path: string; readonly body: object } => {
  const ids = [defaultConfigId, ...Object.keys(configs)];
  const answers = ids.find((id) => configs[id] !== undefined && hasMain(configs[id]));
  const messages = [{ role: "user", content: "Hello!" }];
  if (answers !== undefined) return { path: "chat/completions", body: { model: answers, messages, stream: true } };
  return { path: "checks", body: { messages, guardrails: { config_id: ids.find((id) => id in configs) } } };
};

const answersAnything = ({ configs }: GatewayOptions): boolean => Object.values(configs).some(hasMain);

const curl = (url: string, options: GatewayOptions): string => {
  const { path, body } = requestOf(options);
  const lines = [
    `curl -N ${url}/v1/${path}`,
    "-H 'Content-Type: application/json'",
    ...(hasKeys(options) ? ["-H 'Authorization: Bearer YOUR_KEY'"] : []),
    `-d '${JSON.stringify(body)}'`,
  ];
  return lines.map(inertLine).join(" \\\n    ");
};

const greeting = ({ url, hasPlay }: Listening, options: GatewayOptions): string => {
  const { configs, defaultConfigId } = options;
  const list = Object.keys(configs).map((id) => (id === defaultConfigId ? `${id} (default)` : id));
  return [
    inertLine(`edgerails listens on ${url}`),
    inertLine(`configs: ${list.join(", ")}`),
    `\nTry it:\n\n  ${curl(url, options)}`,
    ...(answersAnything(options) ? [`\nClients of the OpenAI API: set their base URL to ${url}/v1`] : []),
    ...(hasPlay ? [`\nPlay with it in a browser: ${inertLine(url)}/play`] : []),
    "",
  ].join("\n");
};

/** Prints the server's URL, and warnings if it answers nothing or is open to everybody. */
export const announce = (server: Listening, options: GatewayOptions, { stdout, stderr }: CliContext): void => {
  const { hostname, metrics } = server;
  stdout.write(greeting(server, options));
  if (metrics !== undefined) stdout.write(`Metrics: ${metrics.server.url}/metrics\n`);
  if (!answersAnything(options)) stderr.write(NO_ANSWERS);
  if (isLoopback(hostname) || hasKeys(options)) return;
  stderr.write(
    `warning: everybody who can reach ${inertLine(hostname)} can use this server: add --api-key or --keys\n`,
  );
};
