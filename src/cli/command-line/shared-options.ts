import { type OptionSpec, type PositionalSpec, SKIP_DIALOG } from "./command.ts";

/** What several commands take: where a config is. */
export const CONFIG: PositionalSpec = { name: "PATH", description: "A config folder, or one YAML file" };

/** For every command that loads configs. */
export const DIALOG: Readonly<Record<string, OptionSpec>> = {
  [SKIP_DIALOG]: {
    type: "boolean",
    description: "Do without flows in Colang files that wait for the user, which are refused otherwise",
  },
};

/** For the commands that NeMo Guardrails has too. */
export const DEBUG_LEVEL: Readonly<Record<string, OptionSpec>> = {
  "debug-level": {
    type: "string",
    value: "LEVEL",
    description: "Taken for scripts that start NeMo Guardrails; it has no effect",
    idle: "there are no levels of logging here, use --verbose",
  },
};
