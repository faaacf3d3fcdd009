/** What flows were called in other versions of NeMo Guardrails, or are in pages of its documentation. */
export const RENAMED_FLOWS: ReadonlyMap<string, string> = new Map([
  ["check facts", "self check facts"],
  ["check hallucination", "self check hallucination"],
  ["check input sensitive data", "detect sensitive data on input"],
  ["check output sensitive data", "detect sensitive data on output"],
  ["check retrieval sensitive data", "detect sensitive data on retrieval"],
  ["regex check tool input", "regex check tool result"],
  ["regex check tool output", "regex check tool call"],
]);
