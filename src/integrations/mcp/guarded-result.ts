import { isRecord, type JsonRecord, listOf, parseJson } from "../../json.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import { plainCopy, TextPlaces, type Writable } from "../../wire/request-text.ts";

/** A tool result as a chat, and how to rebuild it from what the rails left. */
export interface ToolAnswer {
  readonly message: JsonRecord;
  written(left: readonly ChatMessage[]): JsonRecord;
}

/** Reads the result of a call: content and structured content. Other fields are checked by `forbids`. */
export const readResult = (result: JsonRecord, id: string, forbids: (beside: object) => boolean): ToolAnswer => {
  const places = new TextPlaces();
  const { content, structuredContent, ...beside } = plainCopy<Writable>(result);
  const blocks = [...listOf(content)];
  const parts = blocks.map((_, index) => places.part(blocks, index));
  const structured: Writable = {
    text: structuredContent === undefined ? undefined : JSON.stringify(structuredContent),
  };
  if (structured["text"] !== undefined) parts.push(places.textPart(structured, "text", structured));
  structured["text"] = undefined;
  const passed = Object.entries(beside).filter(([key, value]) => !forbids({ [key]: value }));
  return {
    message: { role: "tool", tool_call_id: id, content: parts },
    written(left) {
      places.write(left);
      const object = parseJson(String(structured["text"]));
      return {
        ...Object.fromEntries(passed),
        content: places.kept(blocks, ["content"]),
        // Structured content that is no longer an object would violate its schema.
        ...(isRecord(object) ? { structuredContent: object } : {}),
      };
    },
  };
};
