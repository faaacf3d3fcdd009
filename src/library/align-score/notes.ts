import { SERVER, UNREAD } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.fact_checking`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "AlignScore.",
  provider: UNREAD,
  parameters: "Where the server is.",
  "parameters.endpoint": SERVER,
  fallback_to_self_check: "Has no effect: a service that fails blocks.",
};
