import type { CommandSpec } from "../command-line/command.ts";
import { CONFIG, DIALOG } from "../command-line/shared-options.ts";

export const bundleSpec: CommandSpec = {
  name: "bundle",
  summary: "Write a config as one module, for Workers and browsers.",
  positionals: [{ ...CONFIG, required: true }],
  options: {
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      description: "The file to write, JSON if it ends in .json; standard output if absent",
    },
    ...DIALOG,
  },
  examples: ["edgerails bundle path/to/config -o src/config.js", "edgerails bundle path/to/config -o config.json"],
};
