import type { ChatMessage } from "../../types/chat-message.ts";
import type { Verdict } from "../../types/verdict.ts";
import type { RunOptions } from "../rail-run.ts";
import type { Rail } from "../rail.ts";
import { runInputRails } from "./input-rails.ts";
import { messageText } from "./message-text.ts";

/** The context variable with the retrieved texts of a request: a string, or a list of strings. */
export const CHUNKS = "relevant_chunks";

export type Variables = Readonly<Record<string, unknown>>;

export interface RetrievalResult {
  readonly variables: Variables;
  readonly verdicts: readonly Verdict[];
  readonly blocked: Verdict | undefined;
}

/** The chunks among the variables of a request. */
export const chunksIn = (variables: Variables): readonly string[] => chunksOf(variables[CHUNKS]);
/** The chunks of a request, joined by line breaks; empty if it has none. */
export const evidenceOf = (variables: Variables): string => chunksOf(variables[CHUNKS]).join("\n");

const chunksOf = (value: unknown): readonly string[] => {
  if (typeof value === "string") return value === "" ? [] : [value];
  return Array.isArray(value) ? value.filter((chunk): chunk is string => typeof chunk === "string") : [];
};

/** Runs retrieval rails over the chunks of a request. Each chunk is checked, and may be rewritten, on its own. */
export const runRetrievalRails = async (
  variables: Variables,
  rails: readonly Rail[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<RetrievalResult> => {
  const chunks = chunksIn(variables);
  if (chunks.length === 0 || rails.length === 0) return { variables, verdicts: [], blocked: undefined };
  const messages = chunks.map((content): ChatMessage => ({ role: "tool", content }));
  const pass = { rails, subject: "tool", options: () => options } as const;
  const result = await runInputRails({ messages, params: {} }, pass, signal);
  const texts = result.messages.map(messageText);
  const rewritten = typeof variables[CHUNKS] === "string" ? texts.join("\n") : texts;
  return {
    variables: { ...variables, ...result.variables, [CHUNKS]: rewritten },
    verdicts: result.verdicts,
    blocked: result.blocked,
  };
};
