import { optional } from "../json.ts";
import type { ChatMessage, Verdict } from "../types.ts";

/** What is wrong with a call or the result of a tool. The first that was found. */
export interface ToolViolation {
  readonly kind: "tool_call" | "tool_result";
  /** As the rail names it, such as `tool_not_allowed`. */
  readonly violationType: string;
  readonly reason?: string;
  /** Of a call: its id, its tool, and its position among the calls of the message. */
  readonly toolCallId?: string;
  readonly toolName?: string;
  readonly index?: number;
}

/** A block as a violation, where a rail of tools has a name for what it found. */
export const toolViolation = (
  { railType, label, reason, index }: Verdict,
  answer: ChatMessage | undefined,
): ToolViolation | undefined => {
  if (label === undefined || (railType !== "tool_output" && railType !== "tool_input")) return undefined;
  const call = index === undefined ? undefined : answer?.tool_calls?.[index];
  return {
    kind: railType === "tool_output" ? "tool_call" : "tool_result",
    violationType: label,
    ...optional("reason", reason),
    ...optional("toolCallId", call?.id),
    ...optional("toolName", call?.function.name),
    ...optional("index", index),
  };
};
