import type { ModelParams } from "../../llm/language-model.ts";
import { stopsIn } from "../../llm/parameters.ts";
import { stopSequences } from "../../streams/parts/stop-sequence.ts";
import type { UsageMeter } from "../../streams/parts/usage-meter.ts";
import type { Stage } from "../../streams/stage.ts";
import type { StreamPart, Verdict } from "../../types.ts";

/** Says what input rails rewrote, once the answer has begun. */
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

/** Stop sequences are cut here too: not every provider honours them, and what a client asked for is a promise. */
export const stopStages = ({ stop, n }: ModelParams): readonly Stage<StreamPart, StreamPart>[] => {
  const sequences = stopsIn(stop);
  return sequences.length === 0 ? [] : [stopSequences(sequences, typeof n === "number" ? n : 1)];
};

/** The usage behind a refusal, which is no part of what a model wrote: nothing of that was delivered. */
export const refusalUsage = (meter: UsageMeter): Stage<StreamPart, StreamPart> => ({
  name: "usage-meter",
  feed: (part, output) => output.enqueue(part),
  end: (output) => meter.delivered.end?.(output),
});

/** What a refusal looks like before there is an answer: the bot's words, the verdict, the end. */
export const refusalParts = (text: string, verdicts: readonly Verdict[]): readonly StreamPart[] => [
  { type: "text-delta", choice: 0, text },
  ...verdicts.map((verdict): StreamPart => ({ type: "verdict", choice: 0, verdict })),
  { type: "finish", choice: 0, reason: "content_filter" },
];
