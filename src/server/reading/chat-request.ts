import * as v from "valibot";
import type { GenerationOptions, GenerationInput } from "../../engine/options.ts";
import { optional } from "../../json.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import type { ChatMessage } from "../../types.ts";
import type { GatewayLimits } from "../gateway-options.ts";
import { GUARDRAILS_FIELDS, guardrailsEntries, type GuardrailsLimits } from "./guardrails-schema.ts";
import { maybe, messagesSchema, shortText } from "./message-schema.ts";
import { parse, refuse } from "./parse.ts";
import { FieldPolicy, type FieldRules } from "./field-policy.ts";
import { samplingEntries } from "./sampling-schema.ts";

type Body = Readonly<Record<string, unknown>>;

/** A request for an answer, checked. */
export interface ChatRequest {
  /** As the client named them; empty for the default. */
  readonly configIds: readonly string[];
  /** As the client named it: a config, a model, or both. */
  readonly model?: string;
  readonly messages: readonly ChatMessage[];
  readonly input: GenerationInput;
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Fields that the answer repeats, in formats that do so. */
  readonly echo?: Body;
}

/** A request for rails over messages, checked. */
export interface CheckRequest {
  readonly configIds: readonly string[];
  readonly model?: string;
  readonly messages: readonly ChatMessage[];
  readonly railTypes: readonly ("input" | "output")[] | undefined;
}

const isObject = (value: unknown): value is Body =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Two ways of writing the same must say the same. Key order of objects is part of how they are written. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The fields about rails, from `guardrails` and from the top of the body. */
const gatherGuardrails = (policy: FieldPolicy, body: Body, extra: readonly string[]): Body => {
  const nested = body["guardrails"] ?? {};
  if (!isObject(nested)) throw refuse("Invalid value for `guardrails`: expected an object", "guardrails");
  if (nested["config"] !== undefined) {
    throw refuse("Parameter `guardrails.config` is not accepted: name a config of the gateway", "guardrails.config");
  }
  const fields = [...GUARDRAILS_FIELDS, ...extra];
  policy.check(nested, fields, "guardrails.");
  return Object.fromEntries(
    fields.flatMap((key): [string, unknown][] => {
      const [top, inner] = [body[key] ?? undefined, nested[key] ?? undefined];
      if (top !== undefined && inner !== undefined && !isSame(top, inner)) {
        throw refuse(`\`${key}\` and \`guardrails.${key}\` say different things: give one of them`, key);
      }
      return top === undefined && inner === undefined ? [] : [[key, top ?? inner]];
    }),
  );
};

const idsOf = (id: string | undefined, ids: readonly string[] | undefined): readonly string[] => {
  if (id !== undefined && ids !== undefined) {
    throw refuse("`config_id` and `config_ids` exclude each other: give one of them", "config_ids");
  }
  return ids ?? (id === undefined ? [] : [id]);
};

const withoutUndefined = (object: Body): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const chatSchema = (limits: GatewayLimits, debug: boolean) => {
  const sampling = samplingEntries(limits);
  const unknown = (issue: v.StrictObjectIssue): string =>
    issue.expected === "never" ? "this parameter is not accepted" : "expected an object";
  const guardrails: GuardrailsLimits = { maxConfigs: limits.maxConfigs, debug };
  return {
    sampling: v.object(sampling),
    guardrails: v.object(guardrailsEntries(guardrails, v.strictObject(sampling, unknown))),
    request: v.object({
      model: maybe(shortText(256)),
      messages: messagesSchema(limits),
      stream: maybe(v.boolean("expected true or false")),
      stream_options: maybe(
        v.strictObject({
          include_usage: maybe(v.boolean("expected true or false")),
          include_obfuscation: maybe(v.boolean("expected true or false")),
        }),
      ),
    }),
    samplingFields: Object.keys(sampling),
  };
};

/** Fields that the gateway reads itself. */
const OWN_FIELDS: readonly string[] = [
  "model",
  "messages",
  "stream",
  "stream_options",
  "guardrails",
  ...GUARDRAILS_FIELDS,
];

/** Makes the reader of requests for answers. It throws a RefusedRequest that names the field at fault. */
export const chatRequestReader = (
  limits: GatewayLimits,
  debug: boolean,
  rules: FieldRules = {},
): ((body: Body) => ChatRequest) => {
  const schema = chatSchema(limits, debug);
  const policy = new FieldPolicy(rules, OWN_FIELDS);
  const known = [...OWN_FIELDS, ...schema.samplingFields];
  return (sent) => {
    const body = policy.kept(sent);
    policy.check(body, known);
    const rails = parse(schema.guardrails, gatherGuardrails(policy, body, []));
    const { model, messages, stream = false, stream_options: streamOptions } = parse(schema.request, body);
    if (!stream && streamOptions !== undefined) {
      throw refuse("`stream_options` means something only with `stream: true`", "stream_options");
    }
    const { context, state, options = {} } = rails;
    const params: ModelParams = withoutUndefined({
      ...policy.kept(options.llm_params ?? {}),
      ...policy.extras(body),
      ...parse(schema.sampling, body),
    });
    const generation: GenerationOptions = {
      ...(Object.keys(params).length === 0 ? {} : { llm_params: params }),
      ...(debug && isObject(options.log) ? { log: withoutUndefined(options.log) } : {}),
    };
    return {
      configIds: idsOf(rails.config_id, rails.config_ids),
      ...optional("model", model),
      messages,
      input: {
        messages: context === undefined ? messages : [{ role: "context", content: context }, ...messages],
        options: generation,
        ...(state === undefined ? {} : { state }),
      },
      stream,
      includeUsage: streamOptions?.include_usage ?? false,
    };
  };
};

const RAIL_TYPES = "expected a list of input and output";

/** Makes the reader of requests for checks. */
export const checkRequestReader = (limits: GatewayLimits): ((body: Body) => CheckRequest) => {
  const request = v.object({ model: maybe(shortText(256)), messages: messagesSchema(limits) });
  const guardrails = v.object({
    ...guardrailsEntries({ maxConfigs: limits.maxConfigs, debug: false }, v.strictObject({})),
    rail_types: maybe(
      v.pipe(v.array(v.picklist(["input", "output"], RAIL_TYPES), RAIL_TYPES), v.minLength(1, RAIL_TYPES)),
    ),
  });
  const fields = ["model", "messages", "guardrails", "rail_types", ...GUARDRAILS_FIELDS];
  const policy = new FieldPolicy({}, fields);
  return (body) => {
    policy.check(body, fields);
    const rails = parse(guardrails, gatherGuardrails(policy, body, ["rail_types"]));
    const { model, messages } = parse(request, body);
    const configIds = idsOf(rails.config_id, rails.config_ids);
    return { configIds, ...optional("model", model), messages, railTypes: rails.rail_types };
  };
};
