import { ONE_GROUP, UNREAD } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.patronus`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Patronus' Evaluate API.",
  input: UNREAD,
  output: ONE_GROUP,
  "<group>.evaluate_config": "What is evaluated.",
  "<group>.evaluate_config.success_strategy": "Whether all evaluators must pass, or any.",
  "<group>.evaluate_config.params": "The parameters of the request, with its `evaluators`.",
};
