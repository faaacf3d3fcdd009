import * as v from "valibot";
import { isList, isOneOf, recordOf } from "../../../json.ts";
import { THOUGHT_FIELDS } from "../../../rails/request/request-texts.ts";
import type { ChatMessage } from "../../../types/chat-message.ts";
import { asFunctionCall } from "../../../wire/openai/custom-call.ts";
import type { GatewayLimits } from "../../gateway-options.ts";
import { callArguments, callId, flag, functionName, maybe, type SchemaOf, shortText, text } from "../basic-schemas.ts";
import { allMediaLengths, mediaLength } from "../media.ts";
import { part } from "./content-parts.ts";
import { asksNothing } from "./field-policy.ts";
import { IGNORED_IN_MESSAGES } from "./ignored-fields.ts";
import { withThoughtsApart } from "./thought-parts.ts";

/**
 * Data that only the provider can read. Restricted to base64, so it cannot contain prose; rails read it like any text.
 */
const opaque = v.pipe(text, v.regex(/^[A-Za-z0-9+/_=-]{1,262144}$/, "expected base64"));

/** State of other providers has no known form, and is removed. */
const toolCallState = v.pipe(
  v.object({ google: maybe(v.object({ thought_signature: maybe(opaque) })) }),
  v.transform(({ google }) =>
    google?.thought_signature === undefined ? undefined : { google: { thought_signature: google.thought_signature } },
  ),
);

/** LiteLLM's form, whose other fields are removed. */
const stateOfLiteLlm = v.pipe(
  v.object({ thought_signature: maybe(opaque) }),
  v.transform(({ thought_signature }) =>
    thought_signature === undefined ? undefined : { google: { thought_signature } },
  ),
);

const toolCall = v.pipe(
  v.unknown(),
  v.transform(asFunctionCall),
  v.object({
    id: callId,
    type: v.nullish(v.picklist(["function", ""], "expected `function` or `custom`"), "function"),
    function: v.object({ name: functionName, arguments: callArguments }),
    custom: maybe(v.literal(true)),
    extra_content: maybe(toolCallState),
    provider_specific_fields: maybe(stateOfLiteLlm),
  }),
  v.transform(({ provider_specific_fields: state, ...call }) => ({
    ...call,
    type: "function" as const,
    extra_content: call.extra_content ?? state,
  })),
);

const formatName = v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/, "expected a name"));

/** A reasoning detail of OpenRouter. */
const reasoningDetail = v.object({
  type: v.picklist(["reasoning.text", "reasoning.summary", "reasoning.encrypted"]),
  text: maybe(v.string()),
  summary: maybe(v.string()),
  data: maybe(opaque),
  signature: maybe(v.union([v.literal(""), opaque])),
  id: maybe(callId),
  format: maybe(formatName),
  index: maybe(v.pipe(v.number(), v.integer())),
});

const thinkingBlock = v.variant("type", [
  v.object({ type: v.literal("thinking"), thinking: v.string(), signature: opaque }),
  v.object({ type: v.literal("redacted_thinking"), data: opaque }),
]);

const ROLES = ["system", "developer", "user", "assistant", "tool"] as const;

/** Reasoning that goes back to its provider: some refuse a tool turn without it. */
const THOUGHTS = ["reasoning", "reasoning_content", "reasoning_details", "thinking_blocks", "extra_content"] as const;

/** Marks a message that the answer continues: `prefix` for Mistral and DeepSeek, `partial` for Moonshot and Qwen. */
const GOES_ON = ["prefix", "partial"] as const;

const FIELDS: ReadonlySet<string> = new Set(["role", "content", "name", "tool_calls", "tool_call_id", ...THOUGHTS]);

const OF_ANSWERS: ReadonlySet<string> = new Set([...FIELDS, ...GOES_ON]);

/** Unknown fields are refused, since rails cannot read them. */
const knownFields = v.rawCheck<Record<string, unknown>>(({ dataset, addIssue }) => {
  if (!dataset.typed) return;
  const known = dataset.value["role"] === "assistant" ? OF_ANSWERS : FIELDS;
  for (const [key, value] of Object.entries(dataset.value)) {
    if (known.has(key) || IGNORED_IN_MESSAGES.has(key) || asksNothing(value)) continue;
    const message = `no rail reads such a field: leave it out, the fields of a message are ${[...FIELDS].join(", ")}`;
    addIssue({ message, path: [{ type: "object", origin: "key", input: dataset.value, key, value }] });
  }
});

const NO_THOUGHTS = Object.fromEntries(THOUGHTS.map((name) => [name, undefined]));

/** Removes undefined values at any depth. */
const withoutUnset = <T>(value: T): T => {
  if (isList(value)) return value.map((item) => withoutUnset(item)) as T;
  if (typeof value !== "object" || value === null) return value;
  const set = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(set.map(([key, inner]) => [key, withoutUnset<unknown>(inner)])) as T;
};

/** A part is a text, or has a type. */
const isPart = (part: unknown): boolean => typeof part === "string" || typeof recordOf(part)["type"] === "string";

const isContent = (content: unknown): boolean =>
  typeof content === "string" || (content ?? null) === null || (Array.isArray(content) && content.every(isPart));

/** Converts a tool result that is not a text to JSON. */
const withTextOfTool = (message: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { role, content } = message;
  return role !== "tool" || isContent(content) ? message : { ...message, content: JSON.stringify(content) };
};

/** Whether a message has only a role and a text. Most do, and need no schema. */
const isPlain = (message: unknown): message is ChatMessage => {
  if (typeof message !== "object" || message === null || Object.keys(message).length !== 2) return false;
  const { role, content } = recordOf(message);
  return typeof content === "string" && isOneOf(ROLES, role);
};

const messageSchema = ({ maxParts }: GatewayLimits): SchemaOf<ChatMessage> => {
  const whole = v.string("expected a text, a list of parts, or null");
  const parts = v.pipe(v.array(part), v.maxLength(maxParts, `expected at most ${maxParts} parts`));
  const plain = v.custom<ChatMessage>(isPlain);
  const full = v.pipe(
    v.record(v.string(), v.unknown(), "expected an object with a role and a content"),
    knownFields,
    v.transform(withTextOfTool),
    v.transform(withThoughtsApart),
    v.object({
      role: v.picklist(ROLES, `expected one of ${ROLES.join(", ")}`),
      content: maybe(v.lazy((content) => (Array.isArray(content) ? parts : whole))),
      name: maybe(shortText(128)),
      tool_calls: maybe(v.pipe(v.array(toolCall), v.maxLength(128, "expected at most 128 tool calls"))),
      tool_call_id: maybe(callId),
      prefix: maybe(flag),
      partial: maybe(flag),
      reasoning: maybe(v.string()),
      reasoning_content: maybe(v.string()),
      reasoning_details: maybe(v.pipe(v.array(reasoningDetail), v.maxLength(256, "expected at most 256 details"))),
      extra_content: maybe(toolCallState),
      thinking_blocks: maybe(v.pipe(v.array(thinkingBlock), v.maxLength(256, "expected at most 256 blocks"))),
    }),
    v.transform((message): ChatMessage => {
      const own = message.role === "assistant" ? message : { ...message, ...NO_THOUGHTS };
      return { ...(withoutUnset(own) as unknown as ChatMessage), content: message.content ?? null };
    }),
  );
  return v.lazy((message) => (isPlain(message) ? plain : full));
};

const textLength = (value: unknown, mayBeMedia = true): number => {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let length = 0;
  for (const [key, inner] of Object.entries(value)) {
    const isMedia = mayBeMedia && mediaLength(key, inner) > 0;
    if (!isMedia) length += textLength(inner, mayBeMedia && !THOUGHT_FIELDS.has(key));
  }
  return length;
};

/** Base64 characters per three bytes. */
const GROUP = 4;

const mediaBytes = (value: unknown): number => (allMediaLengths(value) / GROUP) * 3;

/** The conversation of a request. */
export const messagesSchema = (limits: GatewayLimits): SchemaOf<readonly ChatMessage[]> => {
  const { maxMessages, maxTextLength, maxMediaBytes } = limits;
  return v.pipe(
    v.array(v.unknown(), "expected a list of messages"),
    v.minLength(1, "expected at least one message"),
    v.maxLength(maxMessages, `expected at most ${maxMessages} messages`),
    v.array(messageSchema(limits)),
    v.check(
      (messages) => textLength(messages) <= maxTextLength,
      `expected at most ${maxTextLength} characters in all messages together`,
    ),
    v.check(
      (messages) => mediaBytes(messages) <= maxMediaBytes,
      `expected at most ${maxMediaBytes} bytes of images, audio and files in all messages together: send smaller ones or addresses`,
    ),
  );
};
