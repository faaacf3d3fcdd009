import type { CommandSpec } from "../command-line/command.ts";

export const tortureSpec: CommandSpec = {
  name: "torture",
  summary: "Put a guard of streams through cases that guards get wrong, and say what it got wrong.",
  positionals: [],
  options: {
    url: {
      type: "string",
      value: "URL",
      description: "A guard that speaks OpenAI's API (default: the gateway of edgerails)",
    },
    port: {
      type: "string",
      value: "PORT",
      default: "9797",
      description: "Where the provider listens that the guard must ask",
    },
    model: { type: "string", value: "NAME", default: "torture", description: "The model that requests name" },
    "api-key": { type: "string", value: "KEY", description: "The key that requests show" },
    only: { type: "string", value: "TEXT", description: "Only cases in whose name or group this stands" },
    json: { type: "boolean", description: "Print all results as JSON" },
  },
  examples: ["edgerails torture", "edgerails torture --url http://127.0.0.1:8787/v1 --port 9797"],
};
