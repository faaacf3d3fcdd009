import type { CommandSpec } from "../command-line/command.ts";
import { CONFIG, DIALOG } from "../command-line/shared-options.ts";

export const validateSpec: CommandSpec = {
  name: "validate",
  summary: "Check configs without calling any model.",
  positionals: [{ ...CONFIG, required: true, multiple: true }],
  options: DIALOG,
  examples: ["edgerails validate path/to/config", "edgerails validate configs/*"],
};
