import * as v from "valibot";
import type { JsonRecord } from "../../../json.ts";
import { maybe, record, type SchemaOf, text } from "../basic-schemas.ts";

const configId = v.pipe(text, v.regex(/^[\w.-]{1,64}$/, "expected letters, digits, `.`, `_` and `-`, at most 64"));

/** Names with a meaning in prompts, rails or the engine. Data of clients must not replace their values. */
const RESERVED: ReadonlySet<string> = new Set([
  "bot_message",
  "bot_response",
  "bot_thinking",
  "config",
  "constructor",
  "context",
  "event",
  "events",
  "evidence",
  "general_instructions",
  "generation_options",
  "history",
  "last_bot_message",
  "last_user_message",
  "llm",
  "messages",
  "nonce",
  "paragraph",
  "prototype",
  "reasoning_enabled",
  "relevant_chunks",
  "relevant_chunks_sep",
  "response",
  "sample_conversation",
  "statement",
  "user_input",
  "user_message",
]);

const isReserved = (name: string): boolean =>
  RESERVED.has(name.toLowerCase()) || /^(?:__|skip_|allow_|rails?_)|_rails$/i.test(name);

/** Why a name is not allowed for a variable. */
const nameIssue = (name: string): string | undefined => {
  if (!/^[A-Za-z_]\w{0,63}$/.test(name)) return "expected names of letters, digits and `_`, at most 64";
  return isReserved(name) ? `the name \`${name}\` is reserved` : undefined;
};

const scalar = v.union(
  [v.string(), v.pipe(v.number(), v.finite()), v.boolean(), v.null()],
  "expected a text, a number, true, false or null",
);

const MAX_VARIABLES = 64;

const CONTEXT = "expected an object of names and values";

const context = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    CONTEXT,
  ),
  // Checked before the record is parsed, which silently drops names such as `constructor`.
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const [key, value] of Object.entries(dataset.value)) {
      const message = nameIssue(key);
      const path = { type: "object", origin: "key", input: dataset.value, key, value } as const;
      if (message !== undefined) addIssue({ message, path: [path] });
    }
  }),
  v.record(v.string(), scalar, CONTEXT),
  v.check((record) => Object.keys(record).length <= MAX_VARIABLES, `expected at most ${MAX_VARIABLES} values`),
);

const isUnset = (value: unknown): boolean =>
  value === null ||
  value === false ||
  (typeof value === "object" && Object.values(value).every((inner) => inner === null || inner === false));

/** A known field that is refused, unless it is unset: clients send defaults. */
const refused = (reason: string) => v.optional(v.custom<unknown>(isUnset, reason));

/** Refused even if empty, since an empty list of rails would run none. */
const refusedAlways = (reason: string) => v.optional(v.custom<unknown>((value) => value === null, reason));

const logFlags = v.strictObject({
  activated_rails: maybe(v.boolean()),
  llm_calls: maybe(v.boolean()),
  internal_events: maybe(v.boolean()),
  colang_history: maybe(v.boolean()),
  held_text: maybe(v.boolean()),
});

const threadId = v.pipe(
  text,
  v.regex(/^[\w.-]{16,255}$/, "expected letters, digits, `.`, `_` and `-`, 16 to 255"),
  v.check(() => false, "threads are not kept here: send the whole conversation in `messages`"),
);

const NO_RAILS = "rails cannot be switched by a client: name a config that has the rails you want";

export interface GuardrailsLimits {
  readonly maxConfigs: number;
  readonly debug: boolean;
}

/** The schemas of all fields about rails. */
export type GuardrailsEntries = {
  readonly config_id: SchemaOf<string>;
  readonly config_ids: SchemaOf<readonly string[]>;
  readonly thread_id: SchemaOf<string>;
  readonly context: SchemaOf<Readonly<Record<string, unknown>>>;
  readonly state: SchemaOf<Readonly<Record<string, unknown>>>;
  readonly options: SchemaOf<{ readonly llm_params?: JsonRecord | undefined; readonly log?: unknown }>;
};

/** Clients can select configs and cannot disable rails. */
export const guardrailsEntries = (
  { maxConfigs, debug }: GuardrailsLimits,
  llmParams: SchemaOf<Readonly<Record<string, unknown>>>,
): GuardrailsEntries => ({
  config_id: configId,
  config_ids: v.pipe(
    v.array(configId, "expected a list of configs"),
    v.minLength(1, "expected at least one config"),
    v.maxLength(maxConfigs, `expected at most ${maxConfigs} configs`),
  ),
  thread_id: threadId,
  context,
  state: record,
  options: v.strictObject({
    llm_params: maybe(llmParams),
    log: debug ? maybe(logFlags) : refused("logs are for the operator: this gateway does not send them to clients"),
    llm_output: refused("what the provider said beside the answer is not sent to clients"),
    output_vars: refused("variables are not sent to clients"),
    rails: refusedAlways(NO_RAILS),
  }),
});

/** The fields of `guardrails`; older clients send them at the top level of the body. */
export const GUARDRAILS_FIELDS: readonly (keyof GuardrailsEntries)[] = [
  "config_id",
  "config_ids",
  "thread_id",
  "context",
  "state",
  "options",
];
