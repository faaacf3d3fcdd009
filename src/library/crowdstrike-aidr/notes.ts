import { SECONDS } from "../shared/notes.ts";

/**
 * What the settings mean, by their paths below `rails.config.crowdstrike_aidr`: for docs/config-keys.md and editors.
 */
export const notes: Readonly<Record<string, string>> = {
  "": "CrowdStrike AIDR.",
  timeout: SECONDS,
};
