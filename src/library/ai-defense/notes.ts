import { FAIL_OPEN, SECONDS } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.ai_defense`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Cisco AI Defense.",
  timeout: SECONDS,
  fail_open: FAIL_OPEN,
};
