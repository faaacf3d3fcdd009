import { optional } from "../json.ts";
import type { ToolFinding } from "../rails/rail.ts";
import { isBlock } from "../streams/gates/verdicts.ts";
import type { ChatMessage, ToolCall } from "../types/chat-message.ts";
import type { Verdict } from "../types/verdict.ts";

/** A violation in a tool call or a tool result. */
export interface ToolViolation {
  readonly kind: "tool_call" | "tool_result";
  /** The rail's name for it, such as `tool_not_allowed`. */
  readonly violationType: string;
  readonly reason?: string;
  readonly toolCallId?: string;
  readonly toolName?: string;
  /** The index of a call in its message. */
  readonly index?: number;
}

type Block = Pick<Verdict, "railType" | "label" | "reason">;

const callViolation = ({ railType, label, reason }: Block, call: ToolCall, index: number): ToolViolation | undefined =>
  label === undefined || railType !== "tool_output"
    ? undefined
    : {
        kind: "tool_call",
        violationType: label,
        ...optional("reason", reason),
        toolCallId: call.id,
        toolName: call.function.name,
        index,
      };

/**
 * The violations in the calls of an answer: in the one that was blocked, and in later ones, which were not checked.
 * Empty if the block has no violation of a call.
 *
 * @param read - returns the verdicts of the same rails on an answer with a single call.
 */
export const callViolations = async (
  block: Verdict,
  { tool_calls: calls = [] }: ChatMessage,
  read: (call: ToolCall) => Promise<readonly Verdict[]>,
): Promise<readonly ToolViolation[]> => {
  const { index: at = -1 } = block;
  const first = calls[at] === undefined ? undefined : callViolation(block, calls[at], at);
  if (first === undefined) return [];
  const violations = [first];
  for (const [index, call] of calls.entries()) {
    const other = index > at ? (await read(call)).find(isBlock) : undefined;
    const violation = other === undefined ? undefined : callViolation(other, call, index);
    if (violation !== undefined) violations.push(violation);
  }
  return violations;
};

/** All violations that a rail found in tool results. */
export const resultViolations = (
  { railType, label, reason }: Block,
  findings: readonly ToolFinding[] | undefined,
): readonly ToolViolation[] => {
  if (railType !== "tool_input" || label === undefined) return [];
  const found = findings ?? [{ label, ...optional("reason", reason) }];
  return found.map(({ label: violationType, ...about }) => ({ kind: "tool_result", violationType, ...about }));
};
