/** Settings that are kept as written, and that nothing reads: why. */
export const UNREAD_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["private_ai_detection", "write `privateai`, as NeMo Guardrails and edgerails call it"],
]);

const GUARDS = "the server that is asked has the guards, with their validators";
const RECOGNIZERS = "patterns are read in every language, and case and lines as they say themselves";

/** Single keys of settings that a rail here has no use for: settings, path below them, why. `[]` is any item of a list. */
export const UNREAD_KEYS: readonly (readonly [section: string, path: string, why: string])[] = [
  ["jailbreak_detection", "embedding", "the server or NIM that is asked has a model of its own"],
  ["fact_checking", "provider", "the flow says who checks facts"],
  ["patronus", "input", "no flow of this service reads input"],
  ["guardrails_ai", "validators", GUARDS],
  ["guardrails_ai", "input.validators", GUARDS],
  ["guardrails_ai", "output.validators", GUARDS],
  ["sensitive_data_detection", "recognizers[].supported_language", RECOGNIZERS],
  ["sensitive_data_detection", "recognizers[].supported_languages", RECOGNIZERS],
  ["sensitive_data_detection", "recognizers[].global_regex_flags", RECOGNIZERS],
  ["sensitive_data_detection", "recognizers[].type", "what a recognizer has says what it is"],
  ["sensitive_data_detection", "recognizers[].version", "nothing depends on it"],
];
