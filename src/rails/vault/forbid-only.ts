import { blockIn, type GateStep, NOTHING, passing, type TextGate } from "../../text/text-gate.ts";
import { StepCheck } from "../../text/views/step-check.ts";
import type { IncrementalRail } from "../rail.ts";

/** The rail with gates that block but do not mask: see {@link ForbidOnly}. */
export const forbidding = (rail: IncrementalRail): IncrementalRail => ({
  ...rail,
  createGate: (prompt) => new ForbidOnly(rail.createGate(prompt)),
});

/**
 * A gate that blocks like the one it wraps, but does not mask: for values that were restored on purpose. Text that the
 * inner gate masks passes unchanged; text that it holds back is held back.
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
