import { JoinedText } from "../joined-text.ts";
import { type GateStep, type TextFinding, type TextGate } from "../text-gate.ts";
import { StepCheck } from "./step-check.ts";
import { Surroundings } from "./surroundings.ts";

/** Code units of text that wait to be looked at, until something is masked or there are more. */
const MAX_UNREAD = 8_192;

/** What is put in, by what stands round it and by what stood there. */
type Shape = (surroundings: Surroundings, replacement: string, raw: string) => string;

const asMask: Shape = (surroundings, replacement, raw) => surroundings.shaped(replacement, raw);

/** For a value that is put back. */
export const asValue: Shape = (surroundings, value) => surroundings.restored(value);

/**
 * A gate over a text as it stands, held to its word. What it puts in is shaped to its surroundings, so that JSON and code in
 * the text stay what they are.
 */
export class PlainView implements TextGate {
  readonly #gate: TextGate;
  readonly #shape: Shape;
  /** Whether what stands round a mask may be asked for. */
  readonly #mayMask: boolean;
  readonly #check: StepCheck = new StepCheck();
  readonly #surroundings: Surroundings = new Surroundings();
  /** The source from `#read` on. */
  #unread = new JoinedText();
  #read = 0;
  /** Code units by which masks are longer than the gate said. */
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

  /** Returns what stands behind the position. */
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
