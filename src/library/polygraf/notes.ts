import { ENTITIES, ONE_GROUP, SERVER } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.polygraf`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Polygraf.",
  server_endpoint: SERVER,
  "<group>": ONE_GROUP,
  "<group>.entities": ENTITIES,
};
