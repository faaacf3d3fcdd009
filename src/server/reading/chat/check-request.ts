import * as v from "valibot";
import type { CheckInput, CheckType } from "../../../engine/check-subject.ts";
import { type JsonRecord, optional } from "../../../json.ts";
import type { GatewayLimits } from "../../gateway-options.ts";
import { shortText } from "../basic-schemas.ts";
import { parse, parseFields } from "../parse.ts";
import { FieldPolicy } from "./field-policy.ts";
import { gatherGuardrails, idsOf, withContext } from "./guardrails-fields.ts";
import { guardrailsEntries } from "./guardrails-schema.ts";
import { messagesSchema } from "./message-schema.ts";
import { samplingEntries } from "./sampling-schema.ts";

/** A validated request for a check. */
export interface CheckRequest {
  readonly configIds: readonly string[];
  readonly model?: string;
  readonly messages: CheckInput["messages"] & {};
  readonly railTypes: readonly CheckType[] | undefined;
  readonly tools: readonly object[] | undefined;
}

const RAIL_TYPES = "expected a list of input, output, tool_call and tool_result";

const railTypes = v.pipe(
  v.array(v.picklist(["input", "output", "tool_call", "tool_result"], RAIL_TYPES), RAIL_TYPES),
  v.minLength(1, RAIL_TYPES),
);

/** Parameters of a model call. They are accepted and have no effect, since a check calls no main model. */
const OF_A_CALL = ["frequency_penalty", "max_tokens", "presence_penalty", "stop", "temperature", "top_p"] as const;

/** Makes the parser of check requests. */
export const checkRequestReader = (limits: GatewayLimits): ((body: JsonRecord) => CheckRequest) => {
  const { tools = v.never(), ...sampling } = samplingEntries(limits);
  const request = { model: shortText(256), tools };
  const ofCall = Object.fromEntries(OF_A_CALL.flatMap((name) => (sampling[name] ? [[name, sampling[name]]] : [])));
  const conversation = messagesSchema(limits);
  const guardrails = {
    ...guardrailsEntries({ maxConfigs: limits.maxConfigs, debug: false }, v.strictObject({})),
    rail_types: railTypes,
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
      // Gateways send the name of the model they guard. A check does not call it, so a config is enough.
      ...(configIds.length === 0 ? optional("model", model) : {}),
      messages: withContext(context, messages),
      railTypes: rails.rail_types,
      tools: offered as readonly object[] | undefined,
    };
  };
};
