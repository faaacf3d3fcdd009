import type { GateStep, TextFinding } from "../text-gate.ts";

/** What became of a stretch of the source: it passed as it stands, or it was masked. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly mask?: TextFinding;
}

/** A gate that says one thing and does another. */
export class UnfaithfulGateError extends TypeError {
  constructor() {
    super("A gate changed the text without reporting it as a finding");
    this.name = "UnfaithfulGateError";
  }
}

/**
 * Follows what a gate makes of a text and takes nothing on trust: what it lets go must be the source, with the reported
 * masks in place. A rewriting that nobody reports would leave no trace in any verdict.
 */
export class StepCheck {
  /** Offset in the source up to which everything passed or was masked. */
  position = 0;
  #held = "";

  add(text: string): void {
    this.#held += text;
  }

  /** The stretches a step decided, in order. Throws an UnfaithfulGateError. */
  read({ text, findings }: GateStep): readonly Stretch[] {
    if (findings.length === 0) return text === "" ? [] : [this.#pass(text)];
    const stretches: Stretch[] = [];
    let at = 0;
    for (const finding of findings) {
      if (finding.action === "block") continue;
      const length = finding.start - this.position;
      if (length < 0 || finding.end < finding.start) throw new UnfaithfulGateError();
      if (length > 0) stretches.push(this.#pass(text.slice(at, at + length), length));
      at += length;
      if (!text.startsWith(finding.replacement, at)) throw new UnfaithfulGateError();
      at += finding.replacement.length;
      stretches.push(this.#mask(finding));
    }
    if (at < text.length) stretches.push(this.#pass(text.slice(at)));
    return stretches;
  }

  #pass(text: string, length = text.length): Stretch {
    if (text.length !== length || !this.#held.startsWith(text)) throw new UnfaithfulGateError();
    return this.#take(length);
  }

  #mask(mask: TextFinding): Stretch {
    if (mask.end - this.position > this.#held.length) throw new UnfaithfulGateError();
    return { ...this.#take(mask.end - this.position), mask };
  }

  #take(length: number): Stretch {
    const start = this.position;
    this.#held = this.#held.slice(length);
    this.position += length;
    return { start, end: this.position };
  }
}
