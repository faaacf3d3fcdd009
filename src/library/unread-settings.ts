/** Settings that are kept as written, and that nothing reads: why. */
export const UNREAD_SETTINGS: ReadonlyMap<string, string> = new Map([
  ["injection_detection", "its rail is not here"],
  ["private_ai_detection", "write `privateai`, as NeMo Guardrails and edgerails call it"],
]);
