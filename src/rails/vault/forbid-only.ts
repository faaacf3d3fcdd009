import { blockIn, type GateStep, NOTHING, passing, type TextGate } from "../../text/text-gate.ts";
import { StepCheck } from "../../text/views/step-check.ts";
import type { IncrementalRail } from "../rail.ts";

/** A rail that masks nothing and still forbids. */
export const forbidding = (rail: IncrementalRail): IncrementalRail => ({
  ...rail,
  createGate: (asked) => new ForbidOnly(rail.createGate(asked)),
});

/**
 * A gate that still forbids, but masks nothing: for text that was put back on purpose. What the gate would mask passes as
 * it stands, what it holds back is held.
 */
export class ForbidOnly implements TextGate {
  readonly #gate: TextGate;
  readonly #check: StepCheck = new StepCheck();
  #held = "";
  #start = 0;
  #over = false;

  constructor(gate: TextGate) {
    this.#gate = gate;
  }

  feed(text: string): GateStep {
    if (this.#over) return NOTHING;
    this.#held += text;
    this.#check.add(text);
    return this.#passed(this.#gate.feed(text));
  }

  end(): GateStep {
    return this.#over ? NOTHING : this.#passed(this.#gate.end());
  }

  #passed(step: GateStep): GateStep {
    this.#check.read(step);
    const length = this.#check.position - this.#start;
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    this.#start += length;
    const block = blockIn(step.findings);
    if (block === undefined) return passing(text);
    this.#over = true;
    return { text, findings: [{ ...block, at: this.#start }] };
  }
}
