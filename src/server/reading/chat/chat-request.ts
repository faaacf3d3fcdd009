import * as v from "valibot";
import type { CheckInput, CheckType } from "../../../engine/check-subject.ts";
import type { GenerationOptions, GenerationInput } from "../../../engine/generation-input.ts";
import { isRecord, optional, type JsonRecord } from "../../../json.ts";
import type { ModelParams } from "../../../llm/language-model.ts";
import type { ChatMessage } from "../../../types.ts";
import type { WireItem } from "../../../wire/wire.ts";
import type { GatewayLimits } from "../../gateway-options.ts";
import { GUARDRAILS_FIELDS, guardrailsEntries, type GuardrailsLimits } from "./guardrails-schema.ts";
import { flag, maybe, shortText } from "../basic-schemas.ts";
import { withAllowedTools } from "./allowed-tools.ts";
import { messagesSchema } from "./message-schema.ts";
import { parse, parseFields, refuse } from "../parse.ts";
import { FieldPolicy, type FieldRules } from "./field-policy.ts";
import { samplingEntries } from "./sampling-schema.ts";

/** A request for an answer, checked. */
export interface ChatRequest {
  /** As the client named them; empty for the default. */
  readonly configIds: readonly string[];
  /** As the client named it: a config, a model, or both. */
  readonly model?: string;
  /** Models that a router may ask instead. */
  readonly models?: readonly string[];
  readonly messages: readonly ChatMessage[];
  readonly input: GenerationInput;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Fields that the answer repeats, in formats that do so. */
  readonly echo?: JsonRecord;
  /** Keeps what the answer delivers. Default: nothing is kept. */
  readonly keep?: (items: readonly WireItem[]) => Promise<void>;
}

/** A request for rails over messages, checked. */
export interface CheckRequest {
  readonly configIds: readonly string[];
  readonly model?: string;
  readonly messages: CheckInput["messages"] & {};
  readonly railTypes: readonly CheckType[] | undefined;
  readonly tools: readonly object[] | undefined;
}

/** Two ways of writing the same must say the same. Key order of objects is part of how they are written. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fields about rails, from `guardrails` and from the top of the body. */
const gatherGuardrails = (policy: FieldPolicy, body: JsonRecord, fields: ReadonlySet<string>): JsonRecord => {
  const nested = body["guardrails"] ?? {};
  if (!isRecord(nested)) throw refuse("Invalid value for `guardrails`: expected an object", "guardrails");
  if (nested["config"] !== undefined) {
    throw refuse("Parameter `guardrails.config` is not accepted: name a config of the gateway", "guardrails.config");
  }
  policy.check(nested, fields, "guardrails.");
  const gathered: Record<string, unknown> = {};
  for (const key of fields) {
    const [top, inner] = [body[key] ?? undefined, nested[key] ?? undefined];
    if (top !== undefined && inner !== undefined && !isSame(top, inner)) {
      throw refuse(`\`${key}\` and \`guardrails.${key}\` say different things: give one of them`, key);
    }
    const value = top ?? inner;
    if (value !== undefined) gathered[key] = value;
  }
  return gathered;
};

const idsOf = (id: string | undefined, ids: readonly string[] | undefined): readonly string[] => {
  if (id !== undefined && ids !== undefined) {
    throw refuse("`config_id` and `config_ids` exclude each other: give one of them", "config_ids");
  }
  return ids ?? (id === undefined ? [] : [id]);
};

const withoutUndefined = (object: JsonRecord): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const chatSchema = (limits: GatewayLimits, debug: boolean) => {
  const sampling = samplingEntries(limits);
  const unknown = (issue: v.StrictObjectIssue): string =>
    issue.expected === "never" ? "this parameter is not accepted" : "expected an object";
  const guardrails: GuardrailsLimits = { maxConfigs: limits.maxConfigs, debug };
  return {
    sampling,
    guardrails: guardrailsEntries(guardrails, v.strictObject(sampling, unknown)),
    messages: messagesSchema(limits),
    request: {
      model: maybe(shortText(256)),
      stream: maybe(flag),
      stream_options: maybe(
        v.strictObject({
          include_usage: maybe(flag),
          include_obfuscation: maybe(flag),
          // vLLM. Usage comes once here, when all of it is known.
          continuous_usage_stats: maybe(flag),
        }),
      ),
      // OpenRouter
      usage: maybe(v.strictObject({ include: maybe(flag) })),
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

/** Makes the reader of requests for answers. It throws a RefusedRequest that names the field at fault. */
export const chatRequestReader = (
  limits: GatewayLimits,
  debug: boolean,
  rules: FieldRules = {},
): ((body: JsonRecord) => ChatRequest) => {
  const schema = chatSchema(limits, debug);
  const policy = new FieldPolicy(rules, OWN_FIELDS);
  const known = new Set([...OWN_FIELDS, ...Object.keys(schema.sampling)]);
  return (sent) => {
    const body = policy.kept(sent);
    policy.check(body, known);
    const rails = parseFields(schema.guardrails, gatherGuardrails(policy, body, OF_GUARDRAILS));
    const { model, stream = false, stream_options: streamOptions, usage } = parseFields(schema.request, body);
    const messages = parse(schema.messages, body["messages"], "messages");
    if (!stream && streamOptions !== undefined) {
      throw refuse("`stream_options` means something only with `stream: true`", "stream_options");
    }
    const { context, state, options = {} } = rails;
    const params: ModelParams = withAllowedTools({
      ...withoutUndefined(policy.kept(options.llm_params ?? {})),
      ...policy.extras(body),
      ...parseFields(schema.sampling, body),
    });
    const generation: GenerationOptions = {
      ...(Object.keys(params).length === 0 ? {} : { llm_params: params }),
      ...(debug && isRecord(options.log) ? { log: withoutUndefined(options.log) } : {}),
    };
    return {
      configIds: idsOf(rails.config_id, rails.config_ids),
      ...optional("model", model),
      ...optional("models", params["models"] as readonly string[] | undefined),
      messages,
      input: {
        messages: context === undefined ? messages : [{ role: "context", content: context }, ...messages],
        options: generation,
        ...optional("state", state),
      },
      stream,
      includeUsage: streamOptions?.include_usage ?? usage?.include ?? false,
    };
  };
};

const RAIL_TYPES = "expected a list of input, output, tool_call and tool_result";

const railTypes = v.pipe(
  v.array(v.picklist(["input", "output", "tool_call", "tool_result"], RAIL_TYPES), RAIL_TYPES),
  v.minLength(1, RAIL_TYPES),
);

/** What a client may say of the call to a model that a check does not make: it is read and has no effect. */
const OF_A_CALL = ["frequency_penalty", "max_tokens", "presence_penalty", "stop", "temperature", "top_p"] as const;

/** Makes the reader of requests for checks. */
export const checkRequestReader = (limits: GatewayLimits): ((body: JsonRecord) => CheckRequest) => {
  const { tools = v.never(), ...sampling } = samplingEntries(limits);
  const request = { model: maybe(shortText(256)), tools };
  const ofCall = Object.fromEntries(OF_A_CALL.flatMap((name) => (sampling[name] ? [[name, sampling[name]]] : [])));
  const conversation = messagesSchema(limits);
  const guardrails = {
    ...guardrailsEntries({ maxConfigs: limits.maxConfigs, debug: false }, v.strictObject({})),
    rail_types: maybe(railTypes),
  };
  const ofRails = new Set(Object.keys(guardrails));
  const known = new Set([...Object.keys(request), ...OF_A_CALL, "messages", "guardrails", ...ofRails]);
  const policy = new FieldPolicy({}, [...known]);
  return (body) => {
    policy.check(body, known);
    const { context, ...rails } = parseFields(guardrails, gatherGuardrails(policy, body, ofRails));
    const { model, tools: offered } = parseFields(request, body);
    parseFields(ofCall, body);
    const messages = parse(conversation, body["messages"], "messages");
    const configIds = idsOf(rails.config_id, rails.config_ids);
    return {
      configIds,
      // Gateways name the model whose answers they check. No check asks it, so a config is enough.
      ...(configIds.length === 0 ? optional("model", model) : {}),
      messages: context === undefined ? messages : [{ role: "context", content: context }, ...messages],
      railTypes: rails.rail_types,
      tools: offered as readonly object[] | undefined,
    };
  };
};
