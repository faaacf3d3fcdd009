import { ONE_GROUP } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.pangea`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Pangea AI Guard.",
  "<group>": ONE_GROUP,
  "<group>.recipe": "The recipe to use. Without it: the service's default.",
};
