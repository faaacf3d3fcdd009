import { providerError } from "../http/upstream-error.ts";
import { optional } from "../json.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { TokenUsage } from "../types/usage.ts";
import { ChoiceBuilder } from "../wire/answer-choice.ts";
import type { ModelChoice, ModelResponse } from "./language-model.ts";

const unlessEmpty = <T extends { readonly length: number }>(value: T): T | undefined =>
  value.length === 0 ? undefined : value;

const choiceOf = (engine: string, builder: ChoiceBuilder): ModelChoice => {
  if (builder.finishReason === undefined) throw providerError(engine, "truncated");
  const { content, finishReason, reasoning, refusal, toolCalls } = builder.build();
  return {
    content,
    finishReason,
    ...optional("reasoning", unlessEmpty(reasoning)),
    ...optional("refusal", unlessEmpty(refusal)),
    ...optional("toolCalls", unlessEmpty(toolCalls)),
  };
};

/**
 * Assembles the parts of a complete answer. Throws `empty` without any choice, and `truncated` if a choice has no
 * finish.
 */
export const gatherResponse = (engine: string, parts: readonly StreamPart[]): ModelResponse => {
  const builders = new Map<number, ChoiceBuilder>();
  let usage: TokenUsage | undefined;
  let head: { readonly id?: string; readonly model?: string } = {};
  for (const part of parts) {
    if (part.type === "usage") usage = part.usage;
    else if (part.type === "response") head = { ...optional("id", part.id), ...optional("model", part.model) };
    else if (part.type !== "verdict") {
      const builder = builders.get(part.choice) ?? new ChoiceBuilder(part.choice);
      builders.set(part.choice, builder);
      builder.add(part);
    }
  }
  if (builders.size === 0) throw providerError(engine, "empty");
  const built = [...builders.values()].sort((a, b) => a.index - b.index).map((builder) => choiceOf(engine, builder));
  return { choices: built, ...head, ...optional("usage", usage) };
};
