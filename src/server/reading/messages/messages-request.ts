import * as v from "valibot";
import { type JsonRecord, optional, textOf } from "../../../json.ts";
import { RefusedRequest } from "../../failure.ts";
import { flag, maybe, record, shortText, text } from "../basic-schemas.ts";
import { asksNothing } from "../chat/field-policy.ts";
import { parse, refuse } from "../parse.ts";
import { notAccepted, placesOf, type Translated } from "../translated.ts";
import { chatMessages, turn } from "./messages-turns.ts";

const systemText = v.pipe(
  v.object({ type: v.literal("text"), text }),
  v.transform(({ type, text: content }) => ({ type, text: content })),
);

const HOSTED = "only tools of your own are accepted: what other tools find or do, no rail would read";

/** Tools that the client runs, and whose schema only Anthropic's models know. */
const RUN_BY_CLIENTS = /^(?:bash|computer|memory|text_editor)_\d+$/;

const UNDESCRIBED =
  "other models do not know what this tool takes: leave `type` out and describe it by `description` and `input_schema`";

const tool = v.pipe(
  v.object(
    {
      type: maybe(v.literal("custom", ({ input }) => (RUN_BY_CLIENTS.test(textOf(input)) ? UNDESCRIBED : HOSTED))),
      name: text,
      description: v.optional(v.unknown()),
      input_schema: record,
      strict: v.optional(v.unknown()),
    },
    "expected a tool",
  ),
  v.transform(({ name, description, input_schema: parameters, strict }) => ({
    type: "function",
    function: { name, ...optional("description", description), parameters, ...optional("strict", strict) },
  })),
);

const toolChoice = v.variant(
  "type",
  [
    v.object({ type: v.picklist(["auto", "any"]), disable_parallel_tool_use: maybe(flag) }),
    v.object({ type: v.literal("tool"), name: text, disable_parallel_tool_use: maybe(flag) }),
    v.object({ type: v.literal("none") }),
  ],
  "expected a type of auto, any, tool or none",
);

const outputConfig = v.strictObject({
  effort: maybe(v.picklist(["low", "medium", "high", "xhigh", "max"])),
  format: maybe(v.strictObject({ type: v.literal("json_schema"), schema: v.record(v.string(), v.unknown()) })),
});

const schema = v.object({
  messages: v.pipe(v.array(turn, "expected a list of messages"), v.minLength(1, "expected at least one message")),
  system: maybe(v.lazy((value) => (Array.isArray(value) ? v.array(systemText) : text))),
  max_tokens: maybe(v.number("expected a whole number")),
  stop_sequences: maybe(v.array(text)),
  tools: maybe(v.array(tool, "expected a list of tools")),
  tool_choice: maybe(toolChoice),
  metadata: maybe(v.strictObject({ user_id: maybe(shortText(512)) })),
  output_config: maybe(outputConfig),
});

/** Fields for features that this gateway does not have, and the reason. */
const REFUSED: readonly (readonly [name: string, reason: string])[] = [
  ["container", "nothing is run here"],
  ["mcp_servers", HOSTED],
  ["n", "a message is one answer"],
  ["max_completion_tokens", "use `max_tokens`"],
  ["reasoning_effort", "use `output_config.effort`"],
  ["response_format", "use `output_config.format`"],
  ["stop", "use `stop_sequences`"],
  ["stream_options", "usage is always sent"],
];

/**
 * Fields without effect: cache hints, and hints to shorten a long conversation, which is an error here if it is too
 * long.
 */
const DROPPED = ["cache_control", "context_management"];

const OWN: ReadonlySet<string> = new Set([
  ...Object.keys(schema.entries),
  ...REFUSED.map(([name]) => name),
  ...DROPPED,
]);

/** Names of fields of the Messages API in a chat completion. */
const NAMES = {
  parallel_tool_calls: "tool_choice.disable_parallel_tool_use",
  reasoning_effort: "output_config.effort",
  response_format: "output_config.format",
  stop: "stop_sequences",
  user: "metadata.user_id",
};

const choiceOf = (choice: v.InferOutput<typeof toolChoice> | undefined): JsonRecord => {
  if (choice === undefined) return {};
  const parallel =
    choice.type !== "none" && choice.disable_parallel_tool_use === true ? { parallel_tool_calls: false } : {};
  if (choice.type === "tool")
    return { tool_choice: { type: "function", function: { name: choice.name } }, ...parallel };
  return { tool_choice: choice.type === "any" ? "required" : choice.type, ...parallel };
};

const outputOf = ({ effort, format }: Partial<v.InferOutput<typeof outputConfig>> = {}): JsonRecord => {
  const json = { type: "json_schema", json_schema: { name: "answer", schema: format?.schema, strict: true } };
  return {
    ...optional("reasoning_effort", effort === "max" ? "xhigh" : effort),
    ...(format === undefined ? {} : { response_format: json }),
  };
};

/** Supported versions of the API. A request without one means either. */
const VERSIONS: readonly string[] = ["2023-06-01", "2026-10-21"];

/** The code after which clients always send the whole conversation. */
const UNTHREADED = "thread_unsupported_request";

const checkThread = ({ thread = null }: JsonRecord): void => {
  if (thread === null) return;
  const message = "Parameter `thread` is not accepted: nothing is kept here, send the whole conversation in `messages`";
  throw new RefusedRequest(400, UNTHREADED, message, { param: "thread" });
};

/** Throws a RefusedRequest for an unsupported version. */
export const checkVersion = (headers: Headers): void => {
  const version = headers.get("anthropic-version");
  if (version === null || VERSIONS.includes(version)) return;
  throw refuse(`The header \`anthropic-version\` must be one of ${VERSIONS.join(", ")}`, "anthropic-version");
};

/**
 * Translates a request of the Messages API to the body of a chat completion. Throws a RefusedRequest for tools that the
 * provider runs, for files by id, and for blocks that no rail can read.
 */
export const translateMessages = (body: JsonRecord): Translated => {
  for (const [name, reason] of REFUSED) if (!asksNothing(body[name] ?? null)) throw notAccepted(name, reason);
  checkThread(body);
  const fields = parse(schema, body);
  const { system, stop_sequences: stop = [], metadata } = fields;
  const first = { message: { role: "system", content: system } as JsonRecord, place: "system" };
  const messages = [...(system === undefined ? [] : [first]), ...chatMessages(fields.messages)];
  const chat = {
    ...Object.fromEntries(Object.entries(body).filter(([name]) => !OWN.has(name))),
    messages: messages.map(({ message }) => message),
    ...optional("max_tokens", fields.max_tokens),
    ...optional("stop", stop.length === 0 ? undefined : stop),
    ...optional("tools", fields.tools),
    ...choiceOf(fields.tool_choice),
    ...outputOf(fields.output_config),
    ...optional("user", metadata?.user_id),
  };
  const places = messages.map(({ place }) => place);
  return { body: chat, placeOf: placesOf(NAMES, { messages: ["messages", places] }) };
};
