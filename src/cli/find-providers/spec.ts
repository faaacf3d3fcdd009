import type { CommandSpec } from "../command-line/command.ts";

export const findProvidersSpec: CommandSpec = {
  name: "find-providers",
  summary: "List the engines that models may have, with their keys, addresses and an example.",
  positionals: [{ name: "NAME", description: "An engine, to print a model of it as it stands in a config" }],
  options: {
    list: { type: "boolean", short: "l", description: "List all engines, as without it" },
    json: { type: "boolean", description: "Print what is known as JSON" },
  },
  examples: ["edgerails find-providers", "edgerails find-providers nim", "edgerails find-providers --json"],
};
