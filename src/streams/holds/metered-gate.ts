import type { GateStep, TextGate } from "../../text/text-gate.ts";
import type { HoldMeter } from "./hold-meter.ts";

/** How many source characters a step released: a mask counts as the characters it replaces. */
const sourceLength = ({ text, findings }: GateStep): number =>
  findings.reduce(
    (length, { action, start, end, replacement }) =>
      action === "mask" ? length + end - start - replacement.length : length,
    text.length,
  );

/** The same gate, with its hold-back measured. */
export const meteredGate = (gate: TextGate, meter: HoldMeter): TextGate => {
  const pieces = meter.text();
  const noted = (step: GateStep): GateStep => {
    pieces.left(sourceLength(step));
    meter.next();
    return step;
  };
  return {
    feed(text) {
      pieces.came(text.length);
      return noted(gate.feed(text));
    },
    end: () => noted(gate.end()),
  };
};
