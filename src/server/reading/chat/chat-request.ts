import * as v from "valibot";
import { withoutUndefined } from "../../../config/plain-data.ts";
import type { GenerationInput } from "../../../engine/generation-input.ts";
import { isRecord, type JsonRecord, optional } from "../../../json.ts";
import type { ModelParams } from "../../../llm/language-model.ts";
import type { ChatMessage } from "../../../types/chat-message.ts";
import type { RequestFrame, WireItem } from "../../../wire/wire.ts";
import type { GatewayLimits } from "../../gateway-options.ts";
import { flag, maybe, record, shortText } from "../basic-schemas.ts";
import { parse, type ParsedFields, parseFields, refuse } from "../parse.ts";
import { withAllowedTools } from "./allowed-tools.ts";
import { FieldPolicy, type FieldRules } from "./field-policy.ts";
import { gatherGuardrails, idsOf, withContext } from "./guardrails-fields.ts";
import { GUARDRAILS_FIELDS, guardrailsEntries } from "./guardrails-schema.ts";
import { messagesSchema } from "./message-schema.ts";
import { samplingEntries } from "./sampling-schema.ts";

/** A validated request for an answer. */
export interface ChatRequest {
  /** As the client named them; empty for the default. */
  readonly configIds: readonly string[];
  /** As the client named it: a config, a model, or both. */
  readonly model?: string;
  /** Fallback models for a router. */
  readonly models?: readonly string[];
  readonly messages: readonly ChatMessage[];
  readonly input: GenerationInput;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly frame?: RequestFrame;
  /** Types of tools that were declared and that the model is not told of. */
  readonly leftOut?: readonly string[];
  /** Stores the items of the answer. Default: nothing is stored. */
  readonly keep?: (items: readonly WireItem[]) => Promise<void>;
}

const chatSchema = (limits: GatewayLimits, debug: boolean) => {
  const sampling = samplingEntries(limits);
  return {
    sampling,
    ofSampling: new Set(Object.keys(sampling)),
    guardrails: guardrailsEntries({ maxConfigs: limits.maxConfigs, debug }, record),
    messages: messagesSchema(limits),
    request: {
      model: shortText(256),
      stream: flag,
      stream_options: v.strictObject({
        include_usage: maybe(flag),
        include_obfuscation: maybe(flag),
        // vLLM's field. Usage is always sent once, at the end.
        continuous_usage_stats: maybe(flag),
      }),
      // OpenRouter
      usage: v.strictObject({ include: maybe(flag) }),
    },
  };
};

const OF_GUARDRAILS: ReadonlySet<string> = new Set(GUARDRAILS_FIELDS);

/** Fields that the gateway reads itself. */
const OWN_FIELDS: readonly string[] = [
  "model",
  "messages",
  "stream",
  "stream_options",
  "usage",
  "guardrails",
  ...GUARDRAILS_FIELDS,
];

/** Where NeMo's clients put model parameters. */
const OF_LLM_PARAMS = "options.llm_params.";

/** The model parameters. Those in the body win over those in `options`. */
const paramsOf = (
  body: JsonRecord,
  asked: JsonRecord,
  { sampling, ofSampling }: ReturnType<typeof chatSchema>,
  policy: FieldPolicy,
): ModelParams => {
  const kept = policy.kept(asked);
  policy.check(kept, ofSampling, OF_LLM_PARAMS);
  return withAllowedTools({
    ...parseFields(sampling, kept, OF_LLM_PARAMS),
    ...policy.extras(body),
    ...parseFields(sampling, body),
  });
};

/** The fields of the guardrails API in a request. */
type RailsFields = ParsedFields<ReturnType<typeof chatSchema>["guardrails"]>;

const inputOf = (
  { context, state, options = {} }: RailsFields,
  messages: readonly ChatMessage[],
  params: ModelParams,
  debug: boolean,
): GenerationInput => ({
  messages: withContext(context, messages),
  options: {
    ...(Object.keys(params).length === 0 ? {} : { llm_params: params }),
    ...(debug && isRecord(options.log) ? { log: withoutUndefined(options.log) } : {}),
  },
  ...optional("state", state),
});

/** Makes the parser of chat requests. It throws a RefusedRequest that names the invalid field. */
export const chatRequestReader = (
  limits: GatewayLimits,
  debug: boolean,
  rules: FieldRules,
): ((body: JsonRecord) => ChatRequest) => {
  const schema = chatSchema(limits, debug);
  const policy = new FieldPolicy(rules, OWN_FIELDS);
  const known = new Set([...OWN_FIELDS, ...schema.ofSampling]);
  return (sent) => {
    const body = policy.kept(sent);
    policy.check(body, known);
    const rails = parseFields(schema.guardrails, gatherGuardrails(policy, body, OF_GUARDRAILS));
    const { model, stream = false, stream_options: streamOptions, usage } = parseFields(schema.request, body);
    const messages = parse(schema.messages, body["messages"], "messages");
    if (!stream && streamOptions !== undefined) {
      throw refuse("`stream_options` means something only with `stream: true`", "stream_options");
    }
    const params = paramsOf(body, rails.options?.llm_params ?? {}, schema, policy);
    return {
      configIds: idsOf(rails.config_id, rails.config_ids),
      ...optional("model", model),
      ...optional("models", params["models"] as readonly string[] | undefined),
      messages,
      input: inputOf(rails, messages, params, debug),
      stream,
      includeUsage: streamOptions?.include_usage ?? usage?.include ?? false,
    };
  };
};
