import { isRecord, listOf, textOf, type JsonRecord } from "../../../json.ts";

/** Parts of a content that hold what a model thought, as Mistral and Anthropic tell it. */
const THOUGHTS: ReadonlySet<unknown> = new Set(["thinking", "reasoning", "redacted_thinking"]);

const isThought = (part: unknown): part is JsonRecord => isRecord(part) && THOUGHTS.has(part["type"]);

/** What such a part says, which may be a list of texts. */
const said = ({ thinking, text }: JsonRecord): string => {
  const parts: unknown = thinking ?? text;
  return Array.isArray(parts)
    ? parts.map((part) => (isRecord(part) ? textOf(part["text"]) : "")).join("")
    : textOf(parts);
};

/** Parts that a provider signed, and wants back as they are. */
const isSigned = ({ type, signature }: JsonRecord): boolean => type === "redacted_thinking" || textOf(signature) !== "";

/**
 * A message of the assistant with what it thought in the fields for that, where rails read it, and not among the parts of
 * what it said. What is in those fields already stays; thoughts there that nobody signed are text like any other.
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
  const reasoning = (inParts.length > 0 ? inParts : unsigned).map(said).join("");
  return {
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...message,
    thinking_blocks: blocks.length === 0 ? undefined : blocks,
    ...(inParts.length === 0 ? {} : { content: parts.filter((part) => !isThought(part)) }),
  };
};
