import type { GateStep } from "../text-gate.ts";

/** A gate whose text does not match its findings. */
export class UnfaithfulGateError extends TypeError {
  constructor() {
    super("A gate changed the text without reporting it as a finding");
    this.name = "UnfaithfulGateError";
  }
}

/**
 * Verifies the steps of a gate: the released text must be the source with the reported masks in place. An unreported
 * change would leave no trace in any verdict.
 */
export class StepCheck {
  /** Offset in the source up to which everything was released or masked. */
  position = 0;
  #held = "";

  add(text: string): void {
    this.#held += text;
  }

  /** Throws an UnfaithfulGateError if a step does not match its findings. */
  read({ text, findings }: GateStep): void {
    if (findings.length === 0) return this.#pass(text);
    let at = 0;
    for (const finding of findings) {
      if (finding.action === "block") continue;
      const length = finding.start - this.position;
      if (length < 0 || finding.end < finding.start) throw new UnfaithfulGateError();
      this.#pass(text.slice(at, at + length), length);
      at += length;
      if (!text.startsWith(finding.replacement, at)) throw new UnfaithfulGateError();
      at += finding.replacement.length;
      this.#take(finding.end - this.position);
    }
    this.#pass(text.slice(at));
  }

  #pass(text: string, length = text.length): void {
    if (text.length !== length || !this.#held.startsWith(text)) throw new UnfaithfulGateError();
    this.#take(length);
  }

  #take(length: number): void {
    if (length > this.#held.length) throw new UnfaithfulGateError();
    this.#held = this.#held.slice(length);
    this.position += length;
  }
}
