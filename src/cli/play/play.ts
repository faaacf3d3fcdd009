import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { ParsedArgs, RunCommand } from "../command-line/command.ts";
import { server } from "../server/server.ts";

const DEFAULT_PATH = "config";

/** Two demo configs with scripted models, which are part of the package. */
const DEMO = fileURLToPath(new URL("../../../templates/play", import.meta.url));

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** `edgerails play`: a server with the playground page, which reloads configs when they change. */
export const play: RunCommand = async (args, context) => {
  const config = args.positionals[0] ?? ((await exists(DEFAULT_PATH)) ? DEFAULT_PATH : DEMO);
  const asServer: ParsedArgs = {
    ...args,
    flag: (name) => name === "play" || name === "auto-reload" || args.flag(name),
    text: (name) => (name === "config" ? config : args.text(name)),
  };
  return server(asServer, context);
};
