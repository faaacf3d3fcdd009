import { SERVER, UNREAD } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.guardrails_ai`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "Guardrails AI.",
  server_endpoint: SERVER,
  validators: UNREAD,
  "validators[].name": UNREAD,
  "validators[].parameters": UNREAD,
  "validators[].metadata": UNREAD,
  "<group>": UNREAD,
  "<group>.validators": UNREAD,
  "<group>.validators[].name": UNREAD,
  "<group>.validators[].parameters": UNREAD,
  "<group>.validators[].metadata": UNREAD,
};
