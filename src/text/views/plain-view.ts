import { JoinedText } from "../joined-text.ts";
import { type GateStep, type TextFinding, type TextGate } from "../text-gate.ts";
import { StepCheck } from "./step-check.ts";
import { Surroundings } from "./surroundings.ts";

/** Code units that are collected before their surroundings are read, unless something is masked. */
const MAX_UNREAD = 8_192;

/** Adapts a replacement to what surrounds it, and to the text that it replaces. */
type Shape = (surroundings: Surroundings, replacement: string, raw: string) => string;

const asMask: Shape = (surroundings, replacement, raw) => surroundings.shaped(replacement, raw);

/** Shapes a value that is restored. */
export const asValue: Shape = (surroundings, value) => surroundings.restored(value);

/**
 * A gate over a text as it is, whose steps are checked against their findings. Replacements are adapted to their
 * surroundings, so that JSON and code in the text remain valid.
 */
export class PlainView implements TextGate {
  readonly #gate: TextGate;
  readonly #shape: Shape;
  /** Whether the surroundings of a mask may be needed. */
  readonly #mayMask: boolean;
  readonly #check: StepCheck = new StepCheck();
  readonly #surroundings: Surroundings = new Surroundings();
  /** The source from `#read` on. */
  #unread = new JoinedText();
  #read = 0;
  /** How many code units longer the replacements are than the gate's. */
  #longer = 0;

  /** @param shape - default: as masks are shaped. */
  constructor(gate: TextGate, shape: Shape = asMask) {
    this.#gate = gate;
    this.#shape = shape;
    this.#mayMask = gate.onlyBlocks !== true;
  }

  feed(text: string): GateStep {
    this.#check.add(text);
    if (this.#mayMask) this.#unread.add(text);
    return this.#checked(this.#gate.feed(text));
  }

  end(): GateStep {
    return this.#checked(this.#gate.end());
  }

  #checked(step: GateStep): GateStep {
    const from = this.#check.position;
    this.#check.read(step);
    const shaped = step.findings.length === 0 ? step : this.#shaped(step, from);
    if (this.#check.position - this.#read > MAX_UNREAD) this.#readUntil(this.#check.position);
    return shaped;
  }

  #shaped({ text, findings }: GateStep, from: number): GateStep {
    let [written, at, source] = ["", 0, from];
    const shaped = findings.map((finding): TextFinding => {
      const place = finding.at + this.#longer;
      if (finding.action === "block") return { ...finding, at: place };
      const replacement = this.#shapeOf(finding);
      const behind = at + finding.start - source;
      written += text.slice(at, behind) + replacement;
      at = behind + finding.replacement.length;
      source = finding.end;
      this.#longer += replacement.length - finding.replacement.length;
      return { ...finding, at: place, replacement };
    });
    return { text: written + text.slice(at), findings: shaped };
  }

  #shapeOf({ start, end, replacement }: TextFinding): string {
    const unread = this.#readUntil(start);
    return this.#shape(this.#surroundings, replacement, unread.slice(0, end - start));
  }

  /** Returns the text after the position. */
  #readUntil(position: number): string {
    const { text } = this.#unread;
    const rest = text.slice(position - this.#read);
    this.#surroundings.read(text.slice(0, position - this.#read));
    this.#unread = new JoinedText();
    this.#unread.add(rest);
    this.#read = position;
    return rest;
  }
}
