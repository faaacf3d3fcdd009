import type { RailGroup } from "../../config/rail-groups.ts";
import { toolCall, toolMessage } from "../../rails/colang/tool-message.ts";
import type { RailContext, RailInput } from "../../rails/rail.ts";
import { messageText } from "../../rails/request/message-text.ts";
import { chunksIn, evidenceOf } from "../../rails/request/retrieval.ts";

/** The variable that holds the text under check. */
export const SUBJECT: Readonly<Record<RailGroup, string>> = {
  input: "user_message",
  output: "bot_message",
  retrieval: "relevant_chunks",
  toolInput: "tool_message",
  toolOutput: "tool_calls",
};

/** Variables about the text under check. Requests cannot set them, and a flow's changes to them end with it. */
export const RESERVED: ReadonlySet<string> = new Set([
  "user_message",
  "bot_message",
  "bot_thinking",
  "last_user_message",
  "last_bot_message",
  "relevant_chunks_sep",
  "tool_message",
  "tool_name",
  "tool_call_id",
  "tool_calls",
  "channel",
  "config",
  "event",
  "generation_options",
  "skip_output_rails",
]);

/** The initial variables of a flow: those of the request, overridden by those of the text under check. */
export const flowVariables = (
  group: RailGroup,
  input: RailInput,
  { variables, userMessage, messages }: RailContext,
): Readonly<Record<string, unknown>> => {
  const { text, channel, toolName } = input;
  const lastAnswer = messages.findLast(({ role }) => role === "assistant");
  const own: Record<string, unknown> = {
    user_message: userMessage,
    bot_message: null,
    bot_thinking: channel === "reasoning" ? text : null,
    last_user_message: userMessage,
    last_bot_message: lastAnswer === undefined ? null : messageText(lastAnswer),
    relevant_chunks: evidenceOf(variables),
    relevant_chunks_sep: chunksIn(variables),
    tool_message: null,
    tool_name: toolName ?? null,
    tool_call_id: null,
    tool_calls: null,
    channel,
    event: null,
    generation_options: null,
    skip_output_rails: null,
  };
  if (group === "toolInput") Object.assign(own, toolMessage(text, messages));
  else if (group === "toolOutput") Object.assign(own, toolCall(text, toolName));
  else own[SUBJECT[group]] = text;
  return { ...variables, ...own };
};
