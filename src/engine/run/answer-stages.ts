import type { ModelParams } from "../../llm/language-model.ts";
import { stopsIn } from "../../llm/parameters.ts";
import { stopSequences } from "../../streams/parts/stop-sequence.ts";
import type { UsageMeter } from "../../streams/parts/usage-meter.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";

/** Emits the verdicts of input rails once the answer has begun. */
export const announce = (verdicts: readonly Verdict[]): Stage<StreamPart, StreamPart> => {
  let announced = false;
  return {
    name: "announce",
    feed(part, output) {
      if (part.type === "response" || announced) return output.enqueue(part);
      announced = true;
      for (const verdict of verdicts) output.enqueue({ type: "verdict", choice: 0, verdict });
      output.enqueue(part);
    },
  };
};

/** Cuts at the client's stop sequences, since not every provider does. */
export const stopStages = ({ stop, n }: ModelParams): readonly Stage<StreamPart, StreamPart>[] => {
  const sequences = stopsIn(stop);
  return sequences.length === 0 ? [] : [stopSequences(sequences, typeof n === "number" ? n : 1)];
};

/** Adds the usage to a refusal. The refusal is not the model's text, so nothing counts as delivered. */
export const refusalUsage = (meter: UsageMeter): Stage<StreamPart, StreamPart> => ({
  name: "usage-meter",
  feed: (part, output) => output.enqueue(part),
  end: (output) => meter.delivered.end?.(output),
});

/** The parts of a refusal before the model call: the bot's message, the verdicts, the finish. */
export const refusalParts = (text: string, verdicts: readonly Verdict[]): readonly StreamPart[] => [
  { type: "text-delta", choice: 0, text },
  ...verdicts.map((verdict): StreamPart => ({ type: "verdict", choice: 0, verdict })),
  { type: "finish", choice: 0, reason: "content_filter" },
];
