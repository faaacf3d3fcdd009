import type { GateStep, TextGate } from "../text-gate.ts";
import { StepCheck } from "./step-check.ts";

/** A gate over a text as it stands, held to its word. */
export class PlainView implements TextGate {
  readonly #gate: TextGate;
  readonly #check: StepCheck = new StepCheck();

  constructor(gate: TextGate) {
    this.#gate = gate;
  }

  feed(text: string): GateStep {
    this.#check.add(text);
    return this.#checked(this.#gate.feed(text));
  }

  end(): GateStep {
    return this.#checked(this.#gate.end());
  }

  #checked(step: GateStep): GateStep {
    this.#check.read(step);
    return step;
  }
}
