import { ConfigError, type ConfigIssue, StreamingNotSupportedError } from "../../errors.ts";
import { optional } from "../../json.ts";
import { LLMRails } from "../../node/llm-rails.ts";
import { UsageError } from "../command-line/args.ts";
import { type CliContext, EXIT, type ParsedArgs, type RunCommand } from "../command-line/command.ts";
import { aboutConfig, dialogOption, loadConfig, reportRailWarnings, WITHOUT_WARNINGS } from "../configs/load-config.ts";
import { hasMain } from "../configs/main-model.ts";
import { runChat } from "./chat-loop.ts";
import { streamingResponder, wholeResponder } from "./local-responder.ts";
import { remoteResponder } from "./remote-responder.ts";
import type { Responder } from "./responder.ts";
import type { TurnReport } from "./turn-report.ts";

const DEFAULT_PATH = "config";

const STREAMING_HINT = `Streaming is not enabled for the output rails of this config. Either
  1. enable it in config.yml:

       rails:
         output:
           streaming:
             enabled: True

  2. or run the chat without --streaming
`;

const NO_MAIN: ConfigIssue = { path: "models", message: "A chat needs a model of type `main`, which answers: add one" };

const configPath = (args: ParsedArgs): string | undefined => {
  const [positional] = args.positionals;
  const option = args.text("config");
  if (positional === undefined || option === undefined || positional === option) return positional ?? option;
  throw new UsageError(`Two configs were given, "${positional}" and "${option}", but a chat has one`);
};

const remote = (url: string, args: ParsedArgs, { env, fetch }: CliContext): Responder => {
  if (configPath(args) !== undefined) {
    throw new UsageError("A server has its own configs: leave out the path, and name one of them with --config-id");
  }
  const configId = args.text("config-id");
  const apiKey = env["EDGERAILS_API_KEY"];
  return remoteResponder({ url, configId, apiKey, fetch, streaming: args.flag("streaming") });
};

const local = async (args: ParsedArgs, context: CliContext): Promise<Responder> => {
  if (args.text("config-id") !== undefined) {
    throw new UsageError("--config-id names a config of a server: add --server-url, or give a path instead");
  }
  const path = configPath(args) ?? DEFAULT_PATH;
  const config = await loadConfig(path, context, dialogOption(args));
  const { env, fetch } = context;
  const options = { env, ...WITHOUT_WARNINGS, ...optional("fetch", fetch) };
  const rails = await aboutConfig(path, () => {
    if (!hasMain(config)) throw new ConfigError([NO_MAIN]);
    return new LLMRails(config, options);
  });
  await reportRailWarnings(rails, path, context);
  return args.flag("streaming") ? streamingResponder(rails) : wholeResponder(rails);
};

const reportOf = (args: ParsedArgs): TurnReport | undefined => {
  if (args.flag("verbose-no-llm")) return { calls: false };
  return args.flag("verbose") ? { calls: true } : undefined;
};

/** `edgerails chat` */
export const chat: RunCommand = async (args, context) => {
  try {
    const url = args.text("server-url");
    const responder = url === undefined ? await local(args, context) : remote(url, args, context);
    return await runChat(responder, context, reportOf(args));
  } catch (error) {
    if (!(error instanceof StreamingNotSupportedError)) throw error;
    context.stderr.write(STREAMING_HINT);
    return EXIT.failed;
  }
};
