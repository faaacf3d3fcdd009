import { ONE_GROUP } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.autoalign`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "AutoAlign.",
  parameters: "Where its services are.",
  "parameters.endpoint": "The guardrails.",
  "parameters.groundedness_check_endpoint": "The check against what was retrieved.",
  "parameters.fact_check_endpoint": "The check of facts.",
  "parameters.multi_language": "Whether texts may be in any language.",
  "parameters.factcheck_threshold": "Scores below it block.",
  "<group>": ONE_GROUP,
  "<group>.guardrails_config": "The guardrails of this direction, by name.",
  guardrails_config: "The guardrails of answers, where `output` says nothing.",
};
