import { ConfigError, type ConfigIssue } from "../../src/errors.ts";

/** The issues of the ConfigError that `load` throws. */
export function issuesOf(load: () => unknown): readonly ConfigIssue[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  throw new Error("expected a ConfigError, but the config loaded");
}
