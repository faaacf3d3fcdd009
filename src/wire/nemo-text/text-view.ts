import { cutsAnswer } from "../../streams/gates/verdicts.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { blockedError, errorChunk } from "./blocked-error.ts";

/**
 * The text of the first choice, as a person reads it. If an output rail blocks, in whichever choice, the last chunk is
 * a JSON object `{"error": {…}}`, as in NeMo Guardrails. To tell it reliably from a model's text, use the outcome.
 *
 * @example
 * for await (const text of pipeline(parts, [textView()])) console.log(text);
 */
export const textView = (): Stage<StreamPart, string> => {
  let cut = false;
  return {
    name: "text-view",
    feed(part, output) {
      // A block in any choice ends all of them.
      if (part.type === "verdict" && cutsAnswer(part.verdict) && !cut) {
        cut = true;
        output.enqueue(errorChunk(blockedError(part.verdict)));
      }
      if (part.type === "text-delta" && part.choice === 0 && part.text !== "") output.enqueue(part.text);
    },
  };
};
