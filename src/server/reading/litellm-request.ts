import * as v from "valibot";
import type { JsonRecord } from "../../json.ts";
import type { ChatMessage, InputMessage } from "../../types/chat-message.ts";
import type { GatewayLimits } from "../gateway-options.ts";
import { maybe, record, text } from "./basic-schemas.ts";
import { messagesSchema } from "./chat/message-schema.ts";
import { parse, parseFields, refuse } from "./parse.ts";

/** A request of LiteLLM to check a request or an answer. */
export interface GuardrailRequest {
  readonly configIds: readonly string[];
  readonly kind: "request" | "response";
  readonly texts: readonly string[];
  /** Pictures and tool calls, as messages of their own. */
  readonly images: readonly InputMessage[];
  readonly calls: ChatMessage | undefined;
  readonly tools: readonly JsonRecord[] | undefined;
}

const configParams = v.object({ config_id: maybe(v.string()), config_ids: maybe(v.array(v.string())) });

const addressOf = (image: string): string =>
  /^(?:data:|https?:)/i.test(image) ? image : `data:image/*;base64,${image}`;

/**
 * Makes the parser for LiteLLM's generic guardrail API (https://docs.litellm.ai, "Generic Guardrail API"). Fields about
 * the caller are ignored. `additional_provider_specific_params` selects configs with `config_id` or `config_ids`.
 */
export const litellmRequestReader = ({
  maxParts,
  ...limits
}: GatewayLimits): ((body: JsonRecord) => GuardrailRequest) => {
  const list = v.array(text, "expected a list of texts");
  const fields = {
    texts: v.pipe(list, v.maxLength(limits.maxMessages, `expected at most ${limits.maxMessages} texts`)),
    images: v.pipe(list, v.maxLength(maxParts, `expected at most ${maxParts} images`)),
    tools: v.array(record, "expected a list of tools"),
    tool_calls: v.array(record, "expected a list of tool calls"),
    additional_provider_specific_params: record,
  };
  const direction = v.picklist(["request", "response"], "expected `request` or `response`");
  const conversation = messagesSchema({ maxParts, ...limits });
  return (body) => {
    const { texts = [], images = [], tools, tool_calls: calls, ...rest } = parseFields(fields, body);
    const { config_id: id, config_ids: ids } = parse(configParams, rest.additional_provider_specific_params ?? {});
    if (texts.length + images.length + (calls ?? []).length === 0) throw refuse("There is nothing to check", "texts");
    const kind = parse(direction, body["input_type"], "input_type");
    // The texts of an answer are checked one by one.
    if (kind === "response" && texts.length > maxParts) throw refuse(`expected at most ${maxParts} texts`, "texts");
    const length = texts.reduce((sum, { length }) => sum + length, 0);
    if (length > limits.maxTextLength) throw refuse(`expected at most ${limits.maxTextLength} characters`, "texts");
    const callMessages = calls === undefined ? [] : [{ role: "assistant", content: null, tool_calls: calls }];
    return {
      configIds: ids ?? (id === undefined ? [] : [id]),
      kind,
      texts,
      images: images.map((image) => ({
        role: "user",
        content: [{ type: "image_url", image_url: { url: addressOf(image) } }],
      })),
      calls: callMessages.length === 0 ? undefined : parse(conversation, callMessages, "tool_calls")[0],
      tools,
    };
  };
};
