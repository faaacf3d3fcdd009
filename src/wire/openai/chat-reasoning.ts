import { isRecord, type JsonRecord, listOf, optional, recordOf, textOf } from "../../json.ts";
import { detailNames, encryptedThought } from "../../streams/parts/metadata-shapes.ts";
import type { ThoughtState } from "../../types/stream-part.ts";
import { isThought, partText } from "./chat-completion-chunk.ts";

/** The text of a reasoning part. Encrypted parts have none. */
const thoughtText = (part: unknown): string => {
  if (!isRecord(part)) return textOf(part);
  const { thinking, text, summary, content, thought } = part;
  const thoughts = [thinking, text, summary, content, thought].find(
    (value) => value !== undefined && value !== null && value !== "",
  );
  if (typeof thoughts === "string") return thoughts;
  return Array.isArray(thoughts) ? thoughts.map(partText).join("") : "";
};

const thoughtsIn = (parts: unknown): string =>
  Array.isArray(parts) ? parts.map(thoughtText).join("") : thoughtText(parts);

/**
 * Fields that hold reasoning, the most common first, including those that LiteLLM keeps under
 * `provider_specific_fields`. If several are present, they have the same content.
 */
const REASONING: readonly string[] = [
  "reasoning_content",
  "reasoning",
  "thinking",
  "thinking_content",
  "thoughts",
  "thought",
  "reasoning_text",
  "reasoning_summary",
  "reasoning_details",
  "thinking_blocks",
  "reasoning_steps",
  "cot_summary",
  "tool_plan",
];

/** LiteLLM repeats the whole reasoning in the block that brings its signature, beside a field without new text. */
const repeatsThoughts = (fields: JsonRecord, name: string): boolean =>
  name === "thinking_blocks" && typeof fields["reasoning_content"] === "string";

const reasoningIn = (fields: JsonRecord): string => {
  const texts = REASONING.filter((name) => name in fields && !repeatsThoughts(fields, name)).map((name) =>
    thoughtsIn(fields[name]),
  );
  return texts.find((text) => text !== "") ?? "";
};

/** The reasoning of a delta, from a separate field, its details, or content parts. */
export const readReasoning = (delta: JsonRecord): string => {
  const field = reasoningIn(delta) || reasoningIn(recordOf(delta["provider_specific_fields"]));
  const content = delta["content"];
  const parts = Array.isArray(content) ? thoughtsIn(content.filter(isThought)) : "";
  return field + parts;
};

/** The state in one detail or block, after reasoning that ends at `end`. */
const stateOf = (thought: JsonRecord, end: number): ThoughtState | undefined => {
  const { type, signature, data } = thought;
  if (type === "reasoning.encrypted") return encryptedThought(thought);
  if (type === "redacted_thinking") return { kind: "redacted", data: textOf(data) };
  if (textOf(signature) === "") return undefined;
  const detail = type === "reasoning.text" ? detailNames(thought) : undefined;
  return { kind: "signature", signature: textOf(signature), end, ...optional("detail", detail) };
};

/**
 * Extracts the state that a provider wants back with the reasoning of one choice: OpenRouter's `reasoning_details`,
 * LiteLLM's `thinking_blocks`. A signature may arrive with the text that it signs, or after it.
 */
export class ReasoningState {
  #length = 0;
  #opened = false;

  /**
   * The state before the reasoning of a delta: an announcement that a signature will follow, so that the text is kept.
   */
  before(delta: JsonRecord): readonly ThoughtState[] {
    const opens =
      !this.#opened && thoughtsOf(delta).some(({ type }) => type === "thinking" || type === "reasoning.text");
    this.#opened ||= opens;
    return opens ? [{ kind: "opening" }] : [];
  }

  /** The state after the reasoning of a delta. */
  after(delta: JsonRecord, reasoning: string): readonly ThoughtState[] {
    this.#length += reasoning.length;
    return thoughtsOf(delta)
      .map((thought) => stateOf(thought, this.#length))
      .filter((state) => state !== undefined);
  }
}

const thoughtsOf = (delta: JsonRecord): readonly JsonRecord[] =>
  [...listOf(delta["reasoning_details"]), ...listOf(delta["thinking_blocks"])].map(recordOf);
