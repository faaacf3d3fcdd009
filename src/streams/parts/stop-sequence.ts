import { StopScanner } from "../../text/stop-scanner.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { Stage } from "../stage.ts";
import { TextMachineStage } from "./text-machine-stage.ts";

/**
 * Cuts the text of an answer at the first stop sequence, whether or not the provider does. If one answer was requested,
 * reading stops there; if several were, the other choices continue. Only the text channel is cut. Holds back less than
 * the length of the longest sequence.
 *
 * @param sequences - empty ones are ignored.
 * @param choices - how many answers were asked for. Default 1.
 *
 * @example
 * const cut = pipeline(parts, [stopSequences(["\nUser:"])]);
 */
export const stopSequences = (sequences: readonly string[], choices = 1): Stage<StreamPart, StreamPart> => {
  const forText = (): StopScanner => new StopScanner(sequences);
  const forOther = (): StopScanner => new StopScanner([]);
  return new TextMachineStage<StopScanner, string>({
    name: "stop-sequences",
    create: ({ channel }) => (channel === "text" ? forText() : forOther()),
    textOf: (text) => text,
    after: (_text, { choice }, output, { stoppedBy }) => {
      if (stoppedBy === undefined || choices > 1) return false;
      output.enqueue({ type: "finish", choice, reason: "stop" });
      output.terminate();
      return true;
    },
  });
};
