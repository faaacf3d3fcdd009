import { FAIL_OPEN } from "../shared/notes.ts";

/** What the settings mean, by their paths below `rails.config.f5`: for docs/config-keys.md and editors. */
export const notes: Readonly<Record<string, string>> = {
  "": "F5 AI Guardrails.",
  api_url: "The address of the service. Without it: `F5_GUARDRAILS_API_URL`.",
  fail_open: FAIL_OPEN,
  max_retries: "How often it is asked again when it limits requests.",
  max_retry_after_seconds: "Seconds it is waited for at most.",
  retry_backoff_seconds: "Seconds of the first pause; each later one is twice as long.",
};
