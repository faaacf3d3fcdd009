import { KEY_VARIABLE, UNREAD } from "../shared/notes.ts";

/**
 * What the settings mean, by their paths below `rails.config.jailbreak_detection`: for docs/config-keys.md and editors.
 */
export const notes: Readonly<Record<string, string>> = {
  "": "`jailbreak detection …`.",
  server_endpoint: "A server of NeMo's heuristics or model.",
  length_per_perplexity_threshold: "Length by perplexity from which a text counts. Without it: 89.79.",
  prefix_suffix_perplexity_threshold: "Perplexity of its ends from which a text counts. Without it: 1845.65.",
  lp_threshold: "The older name of `length_per_perplexity_threshold`.",
  ps_ppl_threshold: "The older name of `prefix_suffix_perplexity_threshold`.",
  nim_base_url: "A NemoGuard JailbreakDetect NIM.",
  nim_server_endpoint: "The path below it.",
  api_key: "The key itself. Better: `api_key_env_var`.",
  api_key_env_var: KEY_VARIABLE,
  embedding: UNREAD,
  nim_url: "The older way to write `nim_base_url`: its host.",
  nim_port: "The older way to write `nim_base_url`: its port.",
};
