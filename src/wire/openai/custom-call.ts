import { isRecord } from "../../json.ts";
import type { ToolCall } from "../../types/chat-message.ts";
import { customArguments, customInput } from "../tool-calls/custom-input.ts";

// Calls of custom tools in a chat: `{ type: "custom", custom: { name, input } }`.

/** A call of a custom tool as one of a function, as which rails read it. Other values stay as they are. */
export const asFunctionCall = (call: unknown): unknown => {
  if (!isRecord(call) || !isRecord(call["custom"]) || call["function"] !== undefined) return call;
  const { custom, ...others } = call;
  const { input, ...fields } = custom;
  if (typeof input !== "string") return call;
  return { ...others, type: "function", custom: true, function: { ...fields, arguments: customArguments(input) } };
};

/** A call in the form of its kind. */
export const callToWire = (call: ToolCall): object => {
  if (call.custom !== true) return call;
  const { custom: _custom, function: fn, ...others } = call;
  const { arguments: json, ...fields } = fn;
  return { ...others, type: "custom", custom: { ...fields, input: customInput(json) } };
};

/** A message with each of its calls changed. */
export const withCalls = <T>(message: T, change: (call: ToolCall) => unknown): T => {
  const calls = isRecord(message) ? message["tool_calls"] : undefined;
  return Array.isArray(calls) ? { ...message, tool_calls: (calls as readonly ToolCall[]).map(change) } : message;
};
