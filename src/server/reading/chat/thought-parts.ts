import { isRecord, listOf, textOf, type JsonRecord } from "../../../json.ts";

/** Content parts with reasoning, in the forms of Mistral and Anthropic. */
const THOUGHTS: ReadonlySet<unknown> = new Set(["thinking", "reasoning", "redacted_thinking"]);

const isThought = (part: unknown): part is JsonRecord => isRecord(part) && THOUGHTS.has(part["type"]);

/** The text of such a part, which may be a list of texts. */
const thoughtText = ({ thinking, text }: JsonRecord): string => {
  const parts: unknown = thinking ?? text;
  return Array.isArray(parts)
    ? parts.map((part) => (isRecord(part) ? textOf(part["text"]) : "")).join("")
    : textOf(parts);
};

/** Whether a part is signed, so that the provider needs it back unchanged. */
const isSigned = ({ type, signature }: JsonRecord): boolean => type === "redacted_thinking" || textOf(signature) !== "";

/**
 * Moves reasoning from the content parts of an assistant message to the fields for reasoning, where rails read it.
 * Fields that are already set stay. Unsigned reasoning is treated as text.
 */
export const withThoughtsApart = (message: JsonRecord): JsonRecord => {
  const { role, content, thinking_blocks: kept } = message;
  if (role !== "assistant") return message;
  const parts: readonly unknown[] = Array.isArray(content) ? content : [];
  const inParts = parts.filter(isThought);
  const thoughts = listOf(kept).length > 0 ? listOf(kept) : inParts;
  if (thoughts.length === 0) return message;
  const unsigned = thoughts.filter((thought): thought is JsonRecord => isThought(thought) && !isSigned(thought));
  const blocks = thoughts.filter((thought) => !unsigned.includes(thought as JsonRecord));
  const reasoning = (inParts.length > 0 ? inParts : unsigned).map(thoughtText).join("");
  return {
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...message,
    thinking_blocks: blocks.length === 0 ? undefined : blocks,
    ...(inParts.length === 0 ? {} : { content: parts.filter((part) => !isThought(part)) }),
  };
};
