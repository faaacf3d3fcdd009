/**
 * Keys that public configs carry for their own code, that NeMo Guardrails passes over in silence, and that ask for no
 * protection. Any other key that nobody knows is refused: it may be a rail that somebody relies on.
 */
export const UNREAD_KEYS = [
  "actions",
  "author",
  "debug",
  "description",
  "dialog",
  "embeddings",
  "environment",
  "id",
  "integrations",
  "languages",
  "logging",
  "metadata",
  "monitoring",
  "name",
  "observability",
  "performance",
  "spec_version",
  "tags",
  "title",
  "tokenizer",
  "tools",
  "vector_store",
  "verbose",
  "version",
  "yaml_version",
] as const;

/** Keys that public configs have under `rails.config`, where nothing reads them. None of them asks for protection. */
export const MISPLACED_KEYS: ReadonlyMap<string, string> = new Map([
  ["enable_multi_step_generation", "dialog is not run here, rails are"],
  ["lowest_temperature", "it stands at the top of a config"],
  ["streaming", "it stands under `rails.output`"],
]);
