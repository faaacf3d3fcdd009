import { SERVER } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.fiddler`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Fiddler.",
  fiddler_endpoint: SERVER,
  safety_threshold: "Scores from it on block.",
  faithfulness_threshold: "Scores below it block.",
};
