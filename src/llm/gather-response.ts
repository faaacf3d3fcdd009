import type { FinishReason, StreamPart, TokenUsage, ToolCall } from "../types.ts";
import { optional } from "../json.ts";
import type { ModelChoice, ModelResponse } from "./language-model.ts";
import { providerError } from "../http/upstream-error.ts";

interface PendingCall {
  id: string;
  name: string;
  readonly texts: string[];
}

class PendingChoice {
  readonly text: string[] = [];
  readonly reasoning: string[] = [];
  readonly refusal: string[] = [];
  readonly calls: Map<number, PendingCall> = new Map();
  finish: FinishReason | undefined;

  call(index: number): PendingCall {
    const known = this.calls.get(index);
    if (known !== undefined) return known;
    const call: PendingCall = { id: "", name: "", texts: [] };
    this.calls.set(index, call);
    return call;
  }

  add(part: StreamPart): void {
    if (part.type === "text-delta") this.text.push(part.text);
    else if (part.type === "reasoning-delta") this.reasoning.push(part.text);
    else if (part.type === "refusal-delta") this.refusal.push(part.text);
    else if (part.type === "finish") this.finish = part.reason;
    else if (part.type === "tool-call-delta") {
      const call = this.call(part.index);
      call.id ||= part.id ?? "";
      call.name ||= part.name ?? "";
      call.texts.push(part.text);
    }
  }
}

const joined = (texts: readonly string[]): string | undefined => (texts.length === 0 ? undefined : texts.join(""));

const byIndex = <T>(entries: ReadonlyMap<number, T>): readonly T[] =>
  [...entries].sort(([a], [b]) => a - b).map(([, value]) => value);

const toolCall = ({ id, name, texts }: PendingCall): ToolCall => ({
  id,
  type: "function",
  function: { name, arguments: texts.join("") },
});

const choiceOf = (engine: string, pending: PendingChoice): ModelChoice => {
  if (pending.finish === undefined) throw providerError(engine, "truncated");
  const calls = byIndex(pending.calls).map(toolCall);
  return {
    content: pending.text.join(""),
    finishReason: pending.finish,
    ...optional("reasoning", joined(pending.reasoning)),
    ...optional("refusal", joined(pending.refusal)),
    ...optional("toolCalls", calls.length === 0 ? undefined : calls),
  };
};

const PER_CHOICE: ReadonlySet<string> = new Set([
  "text-delta",
  "reasoning-delta",
  "refusal-delta",
  "tool-call-delta",
  "finish",
]);

/** Puts the parts of a whole answer together. Throws `empty` without any choice, `truncated` when one has no finish. */
export const gatherResponse = (engine: string, parts: readonly StreamPart[]): ModelResponse => {
  const pending = new Map<number, PendingChoice>();
  let usage: TokenUsage | undefined;
  let head: { readonly id?: string; readonly model?: string } = {};
  for (const part of parts) {
    if (part.type === "usage") usage = part.usage;
    else if (part.type === "response") head = { ...optional("id", part.id), ...optional("model", part.model) };
    if (!PER_CHOICE.has(part.type)) continue;
    const choice = pending.get(part.choice) ?? new PendingChoice();
    pending.set(part.choice, choice);
    choice.add(part);
  }
  if (pending.size === 0) throw providerError(engine, "empty");
  return { choices: byIndex(pending).map((choice) => choiceOf(engine, choice)), ...head, ...optional("usage", usage) };
};
