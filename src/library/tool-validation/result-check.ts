import type { RailDecision } from "../../rails/rail.ts";
import { type ToolResult, toolResults } from "../../rails/tool-exchanges.ts";
import type { ChatMessage } from "../../types.ts";
import { shown, violation } from "./violation.ts";

const checkResult = ({
  message: { tool_call_id: id, name },
  call,
  isRepeated,
}: ToolResult): RailDecision | undefined => {
  if (id === undefined) return violation("unknown_tool_call", "a tool result does not say which call it answers");
  if (call === undefined) return violation("unknown_tool_call", "a tool result answers no call of the turn before it");
  const called = call.function.name;
  if (isRepeated) return violation("duplicate_tool_result", `a call of tool ${shown(called)} has two results`);
  if (name === undefined || name === called) return undefined;
  return violation(
    "tool_name_mismatch",
    `a tool result names another tool than the call of ${shown(called)} it answers`,
  );
};

const CHECKED = new WeakMap<readonly ChatMessage[], RailDecision>();

/** Whether every result of a conversation answers one call of the model's turn before it. Worked out once for all of them. */
export const checkResults = (messages: readonly ChatMessage[]): RailDecision => {
  const known = CHECKED.get(messages);
  if (known !== undefined) return known;
  const results = [...toolResults(messages).values()];
  const decision = results.map(checkResult).find((one) => one !== undefined) ?? { outcome: "allow" };
  CHECKED.set(messages, decision);
  return decision;
};
