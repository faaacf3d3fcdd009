import { type OptionSpec, type PositionalSpec, SKIP_DIALOG } from "./command.ts";

/** For commands whose argument is a config. */
export const CONFIG: PositionalSpec = { name: "PATH", description: "A config folder, or one YAML file" };

/** For commands whose argument is something to run through a config. */
export const CONFIG_OPTION: Readonly<Record<string, OptionSpec>> = {
  config: { type: "string", value: "PATH", default: "config", description: CONFIG.description },
};

/** For commands that start a server. */
export const ADDRESS: Readonly<Record<string, OptionSpec>> = {
  port: { type: "string", value: "PORT", default: "8000", description: "The port to listen on, 0 for any free one" },
  host: { type: "string", value: "HOST", default: "127.0.0.1", description: "The address to listen on" },
};

/** For commands that load configs. */
export const DIALOG: Readonly<Record<string, OptionSpec>> = {
  [SKIP_DIALOG]: {
    type: "boolean",
    description: "Do without flows in Colang files that wait for the user, which are refused otherwise",
  },
};

/** For commands that exist in NeMo Guardrails, too. */
export const DEBUG_LEVEL: Readonly<Record<string, OptionSpec>> = {
  "debug-level": {
    type: "string",
    value: "LEVEL",
    description: "Taken for scripts that start NeMo Guardrails; it has no effect",
    idle: "there are no levels of logging here, use --verbose",
  },
};
