/** Settings of NeMo Guardrails' rails that are not there yet: kept as written, and nothing reads them. */
export const UNREAD_SETTINGS: readonly string[] = ["injection_detection"];
