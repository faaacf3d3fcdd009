import type { Attributes } from "@opentelemetry/api";
import { type LlmCallInfo, promptOf } from "../../engine/log/llm-call-info.ts";
import type { FinishedRequest } from "../../engine/telemetry.ts";
import { parseJson } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";

/*
 * Messages as the JSON schemas of the conventions define them: `gen-ai-input-messages.json`, `gen-ai-output-messages.json`
 * and `gen-ai-system-instructions.json` of https://github.com/open-telemetry/semantic-conventions-genai.
 */

interface Part {
  readonly type: string;
  readonly [key: string]: unknown;
}

const textPart = (content: string): Part => ({ type: "text", content });

/** Images and files are told without their data. */
const contentParts = (content: ChatMessage["content"]): readonly Part[] => {
  if (content === null) return [];
  if (typeof content === "string") return [textPart(content)];
  return content.map(({ type, text }) =>
    text === undefined ? { type: "generic", generic_type: type } : textPart(text),
  );
};

const partsOf = ({ role, content, tool_call_id: id, tool_calls: calls = [] }: ChatMessage): readonly Part[] => {
  if (role === "tool") return [{ type: "tool_call_response", id, response: contentParts(content) }];
  const requested = calls.map(({ id: callId, function: { name, arguments: json } }) => ({
    type: "tool_call",
    id: callId,
    name,
    arguments: parseJson(json) ?? json,
  }));
  return [...contentParts(content), ...requested];
};

const inputMessages = (messages: readonly ChatMessage[]): string =>
  JSON.stringify(messages.map((message) => ({ role: message.role, parts: partsOf(message) })));

const outputMessages = (answerText: string, finishReason: string): string => {
  const reason = finishReason === "tool_calls" ? "tool_call" : finishReason;
  return JSON.stringify([{ role: "assistant", parts: [textPart(answerText)], finish_reason: reason }]);
};

const isSystem = ({ role }: ChatMessage): boolean => role === "system" || role === "developer";

/** Engines whose API takes instructions beside the conversation. */
const SEPARATE_INSTRUCTIONS: ReadonlySet<string> = new Set(["anthropic"]);

/** The content of a request, as the rails left it. */
export const requestContent = ({ messages, answerText, outcome, error }: FinishedRequest): Attributes => {
  const ended = outcome?.status === "blocked" ? "content_filter" : "stop";
  return {
    "gen_ai.input.messages": inputMessages(messages),
    "gen_ai.output.messages": outputMessages(answerText, error === undefined ? ended : "error"),
  };
};

/** The content of a model call. */
export const callContent = (call: LlmCallInfo, answerText: string): Attributes => {
  const prompt = promptOf(call);
  const isSeparate = SEPARATE_INSTRUCTIONS.has(call.llm_provider_name);
  const instructions = isSeparate ? prompt.filter(isSystem).flatMap(({ content }) => contentParts(content)) : [];
  return {
    ...(instructions.length === 0 ? {} : { "gen_ai.system_instructions": JSON.stringify(instructions) }),
    "gen_ai.input.messages": inputMessages(isSeparate ? prompt.filter((message) => !isSystem(message)) : prompt),
    "gen_ai.output.messages": outputMessages(answerText, call.finish_reasons[0] ?? "error"),
  };
};
