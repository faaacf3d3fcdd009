import type { CommandSpec } from "../command-line/command.ts";
import { ADDRESS, DIALOG } from "../command-line/shared-options.ts";

export const playSpec: CommandSpec = {
  name: "play",
  summary: "Try configs on a page: what rails hold back, mask and stop, while it happens.",
  positionals: [
    { name: "PATH", description: "A config folder, one YAML file, or a folder of these (default: config, or a demo)" },
  ],
  options: {
    ...ADDRESS,
    "api-key": { type: "string", value: "KEY", multiple: true, description: "A key that the page asks for" },
    ...DIALOG,
  },
  examples: ["edgerails play", "edgerails play path/to/config"],
};
