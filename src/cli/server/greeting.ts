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

const greeting = ({ url, hasPlay }: Listening, options: GatewayOptions): string => {
  const { configs, defaultConfigId } = options;
  const ids = Object.keys(configs);
  const answers = Object.entries(configs).find(([, config]) => hasMain(config))?.[0];
  const id = defaultConfigId ?? answers ?? ids[0] ?? "";
  const body = JSON.stringify({ model: id, messages: [{ role: "user", content: "Hello!" }], stream: true });
  const lines = [
    `curl -N ${url}/v1/chat/completions`,
    "-H 'Content-Type: application/json'",
    ...(hasKeys(options) ? ["-H 'Authorization: Bearer YOUR_KEY'"] : []),
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
      hasPlay ? `\nPlay with it in a browser: ${inertLine(url)}/play\n` : "",
    );
};

/** Prints the server's URL, and a warning if it is open to everybody. */
export const announce = (server: Listening, options: GatewayOptions, { stdout, stderr }: CliContext): void => {
  const { hostname, metrics } = server;
  stdout.write(greeting(server, options));
  if (metrics !== undefined) stdout.write(`Metrics: ${metrics.server.url}/metrics\n`);
  if (isLoopback(hostname) || hasKeys(options)) return;
  stderr.write(
    `warning: everybody who can reach ${inertLine(hostname)} can use this server: add --api-key or --keys\n`,
  );
};
