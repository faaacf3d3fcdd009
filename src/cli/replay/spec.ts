import type { CommandSpec } from "../command-line/command.ts";
import { CONFIG_OPTION, DIALOG } from "../command-line/shared-options.ts";

export const replaySpec: CommandSpec = {
  name: "replay",
  summary: "Put recorded answers through a config, without the model.",
  positionals: [{ name: "PATH", description: "A recording, or a folder of them", required: true, multiple: true }],
  options: {
    ...CONFIG_OPTION,
    speed: {
      type: "string",
      value: "NUMBER",
      default: "0",
      description: "0: at once; 1: as it came; 2: twice as fast",
    },
    json: { type: "boolean", description: "One line of JSON for each recording" },
    ...DIALOG,
  },
  examples: [
    "edgerails replay recorded/one.json --config path/to/config",
    "edgerails replay recorded --config path/to/new-config || echo new false alarms or leaks",
  ],
};
