import type { CommandSpec } from "../command-line/command.ts";

export const initSpec: CommandSpec = {
  name: "init",
  summary: "Write a project that starts: a config, and a gateway or a page around it.",
  positionals: [{ name: "FOLDER", description: "Where to write it (default: the current folder)" }],
  options: {
    provider: { type: "string", value: "NAME", description: "Who answers: scripted, openai, anthropic, ollama, …" },
    rails: {
      type: "string",
      value: "NAMES",
      description:
        "Which rails, separated by commas: secrets, personal-data, links, patterns, unicode, self-check; or none",
    },
    runtime: { type: "string", value: "NAME", description: "Where it runs: node, worker or next" },
    yes: { type: "boolean", short: "y", description: "Ask nothing: take what is proposed" },
  },
  examples: ["edgerails init", "edgerails init guarded --provider openai --rails secrets,links --runtime worker"],
};
