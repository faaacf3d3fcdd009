import { blockedError } from "./chat-completion-encoder.ts";
import type { StreamPart } from "../types.ts";
import { cutsAnswer } from "./refusal.ts";
import type { Stage } from "./stage.ts";

/** JSON with a space after `:` and `,`, which is how NeMo Guardrails (Python) writes its error chunk. */
const spacedJson = (object: Readonly<Record<string, unknown>>): string =>
  `{${Object.entries(object)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(", ")}}`;

/**
 * Parts into the text a person reads: the text of the first choice. When an output rail blocks, the last chunk is one JSON
 * object `{"error": {…}}` as NeMo Guardrails sends it; who must not confuse it with a model's text asks the outcome.
 */
export const textView = (): Stage<StreamPart, string> => ({
  name: "text-view",
  feed(part, output) {
    if (part.choice !== 0) return;
    if (part.type === "text-delta" && part.text !== "") output.enqueue(part.text);
    if (part.type === "verdict" && cutsAnswer(part.verdict)) {
      output.enqueue(`{"error": ${spacedJson(blockedError(part.verdict))}}`);
    }
  },
});
