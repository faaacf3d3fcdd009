import { ONE_GROUP, SERVER } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.clavata`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Clavata.",
  server_endpoint: SERVER,
  policies: "The ids of policies, by the names you give them.",
  label_match_logic: "Whether any or all of `labels` must match.",
  "<group>": ONE_GROUP,
  "<group>.policy": "The name of a policy, or its id.",
  "<group>.labels": "The labels that count. None: any match of the policy.",
};
