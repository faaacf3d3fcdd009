/** Settings of NeMo Guardrails' rails that are not there yet: kept as written, and nothing reads them. */
export const UNREAD_SETTINGS: readonly string[] = ["sensitive_data_detection", "injection_detection"];
