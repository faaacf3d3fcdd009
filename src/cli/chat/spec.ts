import type { CommandSpec } from "../command-line/command.ts";
import { CONFIG, DEBUG_LEVEL, DIALOG } from "../command-line/shared-options.ts";

export const chatSpec: CommandSpec = {
  name: "chat",
  summary: "Talk to a guarded model in the terminal.",
  positionals: [{ ...CONFIG, description: `${CONFIG.description} (default: config)` }],
  options: {
    config: { type: "string", value: "PATH", description: "The same as the argument PATH" },
    streaming: { type: "boolean", description: "Show the answer while it is written" },
    "no-streaming": {
      type: "boolean",
      description: "Show the answer once it is complete, as without --streaming",
      opposite: "streaming",
    },
    verbose: { type: "boolean", description: "Show rails, model calls, tokens and times of every turn" },
    "verbose-no-llm": { type: "boolean", description: "Show the same without the model calls", opposite: "verbose" },
    ...DEBUG_LEVEL,
    "server-url": { type: "string", value: "URL", description: "Talk to a running server instead of a local config" },
    "config-id": { type: "string", value: "ID", description: "The config to use on that server" },
    ...DIALOG,
  },
  environment: { EDGERAILS_API_KEY: "The key to send to the server" },
  examples: [
    "edgerails chat path/to/config --streaming",
    "edgerails chat --server-url http://localhost:8000 --config-id hello --streaming",
    'echo "Hello!" | edgerails chat path/to/config',
  ],
};
