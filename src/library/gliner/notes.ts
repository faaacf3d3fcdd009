import { ENTITIES, KEY_VARIABLE, ONE_GROUP, SERVER } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.gliner`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`gliner detect|mask pii on …`.",
  server_endpoint: SERVER,
  model: "The model that a server of chat completions is asked for.",
  api_key_env_var: KEY_VARIABLE,
  threshold: "How sure a finding is at least.",
  chunk_length: "Tokens the model reads at once.",
  overlap: "Tokens that two chunks share.",
  flat_ner: "Findings are not nested.",
  "<group>": ONE_GROUP,
  "<group>.entities": ENTITIES,
};
