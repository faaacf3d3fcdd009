import type { TextGate } from "../../src/text/text-gate.ts";
import type { Detector } from "./detector.ts";

/** A detector of whole texts by a streaming gate, whose findings do not depend on chunking. */
export const gateDetector =
  (createGate: () => TextGate): Detector =>
  (text) => {
    const gate = createGate();
    return [gate.feed(text), gate.end()]
      .flatMap(({ findings }) => findings)
      .map(({ start, end, label = "" }) => ({ start, end, label }));
  };
