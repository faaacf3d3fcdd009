import { RollingWindow, type RollingWindowOptions, type TextWindow } from "../../text/rolling-window.ts";
import type { Stage, StageOutput } from "../stage.ts";

/**
 * Cuts text into windows of `chunkSize` new tokens, each preceded by `contextSize` tokens of context.
 *
 * @example
 * const windows = pipeline(fromIterable(["A text ", "in pieces"]), [rollingWindow({ chunkSize: 200, contextSize: 50 })]);
 */
export const rollingWindow = (options: RollingWindowOptions): Stage<string, TextWindow> => {
  const machine = new RollingWindow(options);
  const emit = (windows: readonly TextWindow[], output: StageOutput<TextWindow>): void => {
    for (const window of windows) output.enqueue(window);
  };
  return {
    name: "rolling-window",
    feed: (text, output) => emit(machine.feed(text), output),
    end: (output) => emit(machine.end(), output),
  };
};
