import { isRecord, textOf, type JsonRecord } from "../../../json.ts";

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
 * what it said. What is in those fields already stays.
 */
export const withThoughtsApart = (message: JsonRecord): JsonRecord => {
  const { role, content } = message;
  if (role !== "assistant" || !Array.isArray(content)) return message;
  const thoughts = (content as readonly unknown[]).filter(isThought);
  if (thoughts.length === 0) return message;
  const blocks = thoughts.filter(isSigned);
  const reasoning = thoughts.map(said).join("");
  return {
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(blocks.length === 0 ? {} : { thinking_blocks: blocks }),
    ...message,
    content: (content as readonly unknown[]).filter((part) => !isThought(part)),
  };
};
