import type { TextGate } from "../../src/text/text-gate.ts";
import type { Detector } from "./detector.ts";

/** Reads a whole text with a machine that reads streams, which finds the same however a text is cut. */
export const gateDetector =
  (createGate: () => TextGate): Detector =>
  (text) => {
    const gate = createGate();
    return [gate.feed(text), gate.end()]
      .flatMap(({ findings }) => findings)
      .map(({ start, end, label = "" }) => ({ start, end, label }));
  };
