import { blockedError, errorChunk } from "./blocked-error.ts";
import type { StreamPart } from "../../types.ts";
import { cutsAnswer } from "../../streams/gates/verdicts.ts";
import type { Stage } from "../../streams/stage.ts";

/**
 * Parts into the text a person reads: the text of the first choice. When an output rail blocks, whichever choice it read,
 * the last chunk is one JSON object `{"error": {…}}` as NeMo Guardrails sends it; who must not confuse it with a model's
 * text asks the outcome.
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
