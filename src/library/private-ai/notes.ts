import { ENTITIES, ONE_GROUP, SERVER } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.privateai`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Private AI.",
  server_endpoint: SERVER,
  api_key: "The key itself. Better: the variable `PAI_API_KEY`.",
  "<group>": ONE_GROUP,
  "<group>.entities": ENTITIES,
};
