/** Settings of NeMo Guardrails' rails that are not there yet: kept as written, and nothing reads them. */
export const UNREAD_SETTINGS: readonly string[] = [
  "sensitive_data_detection",
  "jailbreak_detection",
  "injection_detection",
  "fact_checking",
  "autoalign",
  "patronus",
  "privateai",
  "gliner",
  "fiddler",
  "clavata",
  "crowdstrike_aidr",
  "pangea",
  "guardrails_ai",
  "trend_micro",
  "ai_defense",
  "hf_classifier",
];
