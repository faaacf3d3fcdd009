import type { CommandSpec } from "../command-line/command.ts";
import { CONFIG_OPTION, DIALOG } from "../command-line/shared-options.ts";

export const evalSpec: CommandSpec = {
  name: "eval",
  summary: "Try the rails of a config on samples: precision, recall, false alarms, time and cost.",
  positionals: [{ name: "DATA", description: "Samples as JSON Lines, each with what is expected", required: true }],
  options: {
    ...CONFIG_OPTION,
    "min-recall": { type: "string", value: "SHARE", default: "1", description: "Fail below this recall, 0 to 1" },
    "max-false-alarms": {
      type: "string",
      value: "SHARE",
      default: "0",
      description: "Fail above this share of false alarms, 0 to 1",
    },
    jobs: { type: "string", value: "NUMBER", default: "4", description: "Samples at once" },
    json: { type: "string", value: "FILE", description: "Write the figures and each result as JSON" },
    junit: { type: "string", value: "FILE", description: "Write a JUnit report" },
    ...DIALOG,
  },
  examples: ["edgerails eval samples.jsonl --config path/to/config --junit report.xml"],
};
