/**
 * Keys that public configs carry for their own code, that NeMo Guardrails passes over in silence, and that ask for no
 * protection. Any other key that nobody knows is refused: it may be a rail that somebody relies on.
 */
export const UNREAD_KEYS = [
  "actions",
  "description",
  "languages",
  "logging",
  "metadata",
  "name",
  "performance",
  "spec_version",
  "tokenizer",
  "vector_store",
  "version",
  "yaml_version",
] as const;
