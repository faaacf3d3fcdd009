/** Settings that have no effect, and why. They are kept as written. */
export const UNREAD_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["private_ai_detection", "it is called `privateai`"],
]);

const GUARDS = "the server has its own guards";
const RECOGNIZERS = "patterns are read in every language, with their own flags";

/** Keys of settings that have no effect: section, path below it, and reason. `[]` is any item of a list. */
export const UNREAD_KEYS: readonly (readonly [section: string, path: string, why: string])[] = [
  ["jailbreak_detection", "embedding", "the server has its own model"],
  ["fact_checking", "provider", "the flow says who checks"],
  ["patronus", "input", "no flow of it reads input"],
  ["guardrails_ai", "validators", GUARDS],
  ["guardrails_ai", "input.validators", GUARDS],
  ["guardrails_ai", "output.validators", GUARDS],
  ["sensitive_data_detection", "recognizers[].supported_language", RECOGNIZERS],
  ["sensitive_data_detection", "recognizers[].supported_languages", RECOGNIZERS],
  ["sensitive_data_detection", "recognizers[].global_regex_flags", RECOGNIZERS],
  ["sensitive_data_detection", "recognizers[].type", "nothing depends on it"],
  ["sensitive_data_detection", "recognizers[].version", "nothing depends on it"],
];
