/** Settings that are kept as written, and that nothing reads: why. */
export const UNREAD_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["private_ai_detection", "write `privateai`, as NeMo Guardrails and edgerails call it"],
]);

/** Single keys of settings that a rail here has no use for: settings, key, why. */
export const UNREAD_KEYS: readonly (readonly [string, string, string])[] = [
  ["jailbreak_detection", "embedding", "the server or NIM that is asked has a model of its own"],
];
