import {
  anyText,
  number,
  optional,
  type Schema,
  strict,
  text,
  whole,
  withDefault,
} from "../../config/schema/schema-parts.ts";

export interface JailbreakSettings {
  /** A server of NeMo's heuristics or model. */
  readonly server_endpoint: string | undefined;
  readonly length_per_perplexity_threshold: number;
  readonly prefix_suffix_perplexity_threshold: number;
  /** A NemoGuard JailbreakDetect NIM. */
  readonly nim_base_url: string | undefined;
  readonly nim_server_endpoint: string;
  readonly api_key: string | undefined;
  readonly api_key_env_var: string | undefined;
}

const positive = number(Number.MIN_VALUE, Number.MAX_VALUE);
const DEFAULT_PORT = 8000;

/**
 * `rails.config.jailbreak_detection`. `nim_url` with `nim_port` is the older way to write `nim_base_url`, and so are
 * `lp_threshold` and `ps_ppl_threshold` of the two thresholds.
 */
export const jailbreakSettings: Schema<JailbreakSettings> = strict(
  {
    server_endpoint: optional(anyText),
    length_per_perplexity_threshold: optional(positive),
    prefix_suffix_perplexity_threshold: optional(positive),
    lp_threshold: optional(positive),
    ps_ppl_threshold: optional(positive),
    nim_base_url: optional(anyText),
    nim_server_endpoint: withDefault(text, "classify"),
    api_key: optional(text),
    api_key_env_var: optional(text),
    embedding: optional(anyText),
    nim_url: optional(text),
    nim_port: optional(whole(1, 65_535)),
  },
  ({
    nim_url,
    nim_port,
    nim_base_url,
    lp_threshold,
    ps_ppl_threshold,
    embedding: _embedding,
    ...value
  }): JailbreakSettings => ({
    ...value,
    length_per_perplexity_threshold: value.length_per_perplexity_threshold ?? lp_threshold ?? 89.79,
    prefix_suffix_perplexity_threshold: value.prefix_suffix_perplexity_threshold ?? ps_ppl_threshold ?? 1845.65,
    nim_base_url: nim_base_url ?? (nim_url && `http://${nim_url}:${nim_port ?? DEFAULT_PORT}/v1`),
  }),
);
