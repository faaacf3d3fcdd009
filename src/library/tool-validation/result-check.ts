import { optional } from "../../json.ts";
import { memoize } from "../../memoize.ts";
import type { RailDecision, ToolFinding } from "../../rails/rail.ts";
import { type ToolResult, toolResults } from "../../rails/request/tool-exchanges.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { shown, type ViolationType } from "./violation.ts";

type Wrong = readonly [label: ViolationType, reason: string];

const wrongWith = ({ message: { tool_call_id: id, name }, call, isRepeated }: ToolResult): Wrong | undefined => {
  if (id === undefined) return ["unknown_tool_call", "a tool result does not say which call it answers"];
  if (call === undefined) return ["unknown_tool_call", "a tool result answers no call of the turn before it"];
  const called = call.function.name;
  if (isRepeated) return ["duplicate_tool_result", `a call of tool ${shown(called)} has two results`];
  if (name === undefined || name === called) return undefined;
  return ["tool_name_mismatch", `a tool result names another tool than the call of ${shown(called)} it answers`];
};

const findingsOf = (result: ToolResult): readonly ToolFinding[] => {
  const wrong = wrongWith(result);
  if (wrong === undefined) return [];
  const [label, reason] = wrong;
  const { message, call } = result;
  const about = { ...optional("toolCallId", message.tool_call_id), ...optional("toolName", call?.function.name) };
  return [{ label, reason, ...about }];
};

/** Checks that every tool result answers one call of the model's previous turn. Computed once per conversation. */
export const checkResults: (messages: readonly ChatMessage[]) => RailDecision = memoize((messages): RailDecision => {
  const findings = [...toolResults(messages).values()].flatMap(findingsOf);
  const [first] = findings;
  if (first === undefined) return { outcome: "allow" };
  return { outcome: "block", label: first.label, ...optional("reason", first.reason), findings };
});
