import { KEY_VARIABLE, SERVER } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.trend_micro`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Trend Micro AI Guard.",
  v1_url: SERVER,
  api_key_env_var: KEY_VARIABLE,
  application_name: "The name the service knows this application by.",
  detailed_response: "Asks for the reasons of a verdict.",
};
