/**
 * Keys of public configs that are meant for other code, are ignored by NeMo Guardrails, and request no protection.
 * Other unknown keys are refused, since they may name a rail that somebody relies on.
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

/** Keys that public configs have under `rails.config`, where they have no effect. None requests protection. */
export const MISPLACED_KEYS: ReadonlyMap<string, string> = new Map([
  ["enable_multi_step_generation", "dialog is not run here, rails are"],
  ["lowest_temperature", "it belongs at the top of a config"],
  ["streaming", "it belongs under `rails.output`"],
]);
