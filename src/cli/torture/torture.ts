import { RailsConfig } from "../../config/rails-config.ts";
import { EdgeRailsError } from "../../errors.ts";
import { optional } from "../../json.ts";
import { serve } from "../../node/serve.ts";
import { TortureProvider } from "../../node/torture/provider.ts";
import { type TortureResult, tortureUrl } from "../../node/torture/run.ts";
import { POLICY } from "../../node/torture/torture-case.ts";
import { defineRail } from "../../rails/rail.ts";
import { createApp } from "../../server/app.ts";
import { PatternGate } from "../../text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../text/patterns/pattern-program.ts";
import { UsageError } from "../command-line/args.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { portOf } from "../command-line/port.ts";
import { inertJson, inertLine } from "../terminal/inert-text.ts";

/** The policy of the torture test as custom rails. */
const rails = (): readonly ReturnType<typeof defineRail>[] => {
  const [key, mail] = [compilePatterns([POLICY.key]), compilePatterns([POLICY.mail])];
  return [
    defineRail({ name: "no keys", reads: "incremental", createGate: () => new PatternGate(key) }),
    defineRail({ name: "no mail", reads: "incremental", createGate: () => new PatternGate(mail, { action: "mask" }) }),
  ];
};

/** An edgerails gateway with that policy, in front of a provider. */
const ownGateway = (providerUrl: string): ReturnType<typeof serve> => {
  const parameters = { base_url: providerUrl, api_key: "none", max_retries: 0 };
  const config = RailsConfig.fromObject({
    models: [{ type: "main", engine: "openai", model: "torture", parameters }],
    rails: { output: { flows: ["no keys", "no mail"], streaming: { enabled: true } } },
  });
  return serve(createApp({ configs: { torture: config }, rails: rails(), anyModel: true }), { port: 0 });
};

const table = (results: readonly TortureResult[]): readonly string[] => {
  const groups = [...new Set(results.map(({ group }) => group))];
  const failed = results.filter(({ problem }) => problem !== undefined);
  return [
    ...groups.map((group) => {
      const ofGroup = results.filter((one) => one.group === group);
      const passed = ofGroup.filter(({ problem }) => problem === undefined).length;
      return `${group.padEnd(16)} ${String(passed).padStart(3)} of ${String(ofGroup.length).padStart(3)}`;
    }),
    "",
    ...failed.flatMap(({ name, problem, why }) => [`FAILED ${name}: ${problem ?? ""}`, `       ${why}`]),
    `${results.length - failed.length} passed, ${failed.length} failed`,
  ];
};

const say = ({ stderr }: CliContext, provider: string): void => {
  stderr.write(
    `The guard must ask ${provider} as its provider, block or mask ${POLICY.key},\nand mask ${POLICY.mail}\n`,
  );
};

const ANSWER_MS = 10_000;

/** Throws if the server cannot be reached; otherwise every case would run into its timeout. */
const checkReachable = async (url: string): Promise<void> => {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new UsageError(`Invalid --url "${url}": expected an address such as http://127.0.0.1:8000/v1`);
  }
  try {
    const { body } = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    await body?.cancel();
  } catch (cause) {
    throw new EdgeRailsError("unreachable", `Nothing answers at ${url}`, { cause });
  }
};

const run = async (args: ParsedArgs, provider: TortureProvider, url: string): Promise<readonly TortureResult[]> => {
  const [model, apiKey, only] = [args.text("model"), args.text("api-key"), args.text("only")];
  const results = await tortureUrl({
    url,
    provider,
    ...optional("model", model),
    ...optional("apiKey", apiKey),
    ...optional("only", only),
  });
  if (results.length === 0) throw new UsageError(`No case has "${only}" in its name or group`);
  return results;
};

/** `edgerails torture` */
export const torture: RunCommand = async (args, context) => {
  const url = args.text("url");
  const port = url === undefined ? 0 : portOf(args.text("port"));
  if (url !== undefined) await checkReachable(url);
  const provider = new TortureProvider();
  const providerUrl = await provider.listen(port);
  if (url !== undefined) say(context, providerUrl);
  const own = url === undefined ? await ownGateway(providerUrl) : undefined;
  try {
    const results = await run(args, provider, url ?? `${own?.url ?? ""}/v1`);
    const lines = args.flag("json") ? [inertJson(results, 2)] : table(results).map(inertLine);
    for (const line of lines) context.stdout.write(`${line}\n`);
    return results.every(({ problem }) => problem === undefined) ? EXIT.ok : EXIT.failed;
  } finally {
    await own?.close(0);
    provider.close();
  }
};
