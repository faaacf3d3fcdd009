import { ONE_GROUP } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.regex_detection`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "`regex check …` and `regex redact …`: patterns of your own.",
  "<group>": ONE_GROUP,
  "<group>.patterns": "Regular expressions in Python's dialect, as far as they match in linear time.",
  "<group>.case_insensitive": "Reads `A` and `a` as one.",
  "<group>.max_match_length": "Characters a match may have. More than that is never held back.",
  "<group>.on_overflow": "What happens when a possible match grows past `max_match_length`.",
  "<group>.replacement": "What `regex redact …` puts in the place of a match.",
};
