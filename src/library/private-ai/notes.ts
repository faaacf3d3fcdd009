import { ENTITIES, ONE_GROUP, SERVER } from "../note-words.ts";

/** What the settings mean, by their paths below `rails.config.privateai`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Private AI.",
  server_endpoint: SERVER,
  "<group>": ONE_GROUP,
  "<group>.entities": ENTITIES,
};
