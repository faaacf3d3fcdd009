import type { RailsSectionConfig, RegexDetectionConfig } from "../config-types.ts";
import { withoutUndefined } from "../deep-freeze.ts";
import {
  anything,
  flag,
  list,
  mapping,
  number,
  oneOf,
  optional,
  type Schema,
  strict,
  strictAsWritten,
  text,
  whole,
  withDefault,
} from "./schema-parts.ts";

const regexSource: Schema<RegexDetectionConfig> = strict(
  {
    patterns: withDefault(list(text), []),
    case_insensitive: withDefault(flag, false),
    max_match_length: withDefault(whole(1, 10_000), 1000),
    on_overflow: withDefault(oneOf("block", "release"), "block"),
  },
  ({ patterns, case_insensitive, max_match_length, on_overflow }): RegexDetectionConfig => ({
    patterns,
    caseInsensitive: case_insensitive,
    maxMatchLength: max_match_length,
    onOverflow: on_overflow,
  }),
);

type RegexDetection = RailsSectionConfig["config"]["regexDetection"];

const regexDetection: Schema<RegexDetection> = strict(
  { input: optional(regexSource), output: optional(regexSource), retrieval: optional(regexSource) },
  (sources) => withoutUndefined<RegexDetection>(sources),
);

const sensitiveSource = strictAsWritten({
  entities: optional(list(text)),
  mask_token: optional(text),
  score_threshold: optional(number(0, 1)),
});

const sensitiveData = strictAsWritten({
  recognizers: optional(list(mapping)),
  input: optional(sensitiveSource),
  output: optional(sensitiveSource),
  retrieval: optional(sensitiveSource),
});

const contentSafety = strictAsWritten({
  multilingual: optional(strictAsWritten({ enabled: optional(flag), refusal_messages: optional(mapping) })),
  reasoning: optional(strictAsWritten({ enabled: optional(flag) })),
});

const jailbreakDetection = strictAsWritten({
  server_endpoint: optional(text),
  length_per_perplexity_threshold: optional(number(0, 1e9)),
  prefix_suffix_perplexity_threshold: optional(number(0, 1e9)),
  nim_base_url: optional(text),
  nim_server_endpoint: optional(text),
  nim_url: optional(text),
  nim_port: optional(anything),
  embedding: optional(text),
  api_key: optional(text),
  api_key_env_var: optional(text),
});

const injectionDetection = strictAsWritten({
  injections: optional(list(text)),
  action: optional(oneOf("reject", "omit", "sanitize")),
  yara_path: optional(anything),
  yara_rules: optional(mapping),
});

/** Rails of NeMo whose settings are kept unread. */
const UNREAD = [
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
] as const;

/** `rails.config`: regex detection typed, the rest kept as written under its own name. */
export const railConfigSchema: Schema<RailsSectionConfig["config"]> = strict(
  {
    regex_detection: withDefault(regexDetection, {}),
    sensitive_data_detection: optional(sensitiveData),
    content_safety: optional(contentSafety),
    jailbreak_detection: optional(jailbreakDetection),
    injection_detection: optional(injectionDetection),
    ...Object.fromEntries(UNREAD.map((name) => [name, optional(mapping)])),
  },
  ({ regex_detection, ...others }) => ({
    ...withoutUndefined<Record<string, unknown>>(others),
    regexDetection: regex_detection,
  }),
);
