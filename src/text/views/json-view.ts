import { HeldText, remarkOf } from "../held-text.ts";
import { blockIn, type Following, type GateStep, NOTHING, type TextFinding, type TextGate } from "../text-gate.ts";
import { MAX_SCALAR } from "./json-prefix.ts";
import { escapeJson, isJsonScalar, JsonReader } from "./json-reader.ts";
import { masked } from "./masked.ts";
import { StepCheck } from "./step-check.ts";

/**
 * A gate over a JSON text, such as the arguments of a tool call. The gate reads the text with the escapes of its
 * strings decoded, since `\u0073` instead of `s` would otherwise bypass every pattern, and replacements are escaped
 * again. The text remains valid JSON: if a range extends beyond a string, only its parts inside strings are masked, and
 * a number with a masked part becomes a string. Besides what the gate holds, it holds an unfinished number: at most 64
 * code units.
 */
export class JsonView implements TextGate {
  readonly #gate: TextGate;
  readonly #reader: JsonReader = new JsonReader();
  readonly #check: StepCheck = new StepCheck();
  readonly #held: HeldText = new HeldText();
  /** The decoded text from `#done` on. */
  #decoded = "";
  /** How many decoded units have been written. */
  #done = 0;
  /** Masks that extend beyond `#done`, in order. */
  #masks: TextFinding[] = [];

  /** @param gate - reads the decoded text. */
  constructor(gate: TextGate) {
    this.#gate = gate;
  }

  feed(text: string): GateStep {
    if (this.#held.blocked) return NOTHING;
    this.#held.add(text);
    return this.#step(
      this.#read(this.#reader.feed(text), (decoded) => this.#gate.feed(decoded)),
      "more",
    );
  }

  end(): GateStep {
    if (this.#held.blocked) return NOTHING;
    const rest = this.#reader.end();
    const open = rest === "" ? undefined : this.#read(rest, (decoded) => this.#gate.feed(decoded));
    const block = blockIn(open?.findings ?? []);
    return this.#step(block === undefined ? this.#read("", () => this.#gate.end()) : (open ?? NOTHING), "end");
  }

  #read(decoded: string, ask: (decoded: string) => GateStep): GateStep {
    this.#decoded += decoded;
    this.#check.add(decoded);
    const step = ask(decoded);
    this.#check.read(step);
    for (const finding of step.findings) if (finding.action === "mask") this.#masks.push(finding);
    return step;
  }

  #step({ findings }: GateStep, following: Following): GateStep {
    const block = blockIn(findings);
    this.#writeUntil(this.#free(block !== undefined || following === "end"));
    if (block !== undefined) this.#block(block);
    return this.#held.step();
  }

  /** How far may be written: up to what the gate has released, but not into a number that may still change. */
  #free(isLast: boolean): number {
    const reader = this.#reader;
    const until = this.#check.position;
    if (reader.place(until - 1) !== "scalar") return until;
    const goesOn = until < reader.decoded ? reader.place(until) === "scalar" : !isLast;
    if (!goesOn) return until;
    let start = until;
    while (start > this.#done && until - start < MAX_SCALAR && reader.place(start - 1) === "scalar") start--;
    return until - start < MAX_SCALAR ? start : until;
  }

  #writeUntil(until: number): void {
    while (this.#done < until) {
      const end = this.#runEnd(until);
      if (this.#reader.place(this.#done) === "scalar") this.#writeScalar(end);
      else if (this.#reader.place(this.#done) === "string") this.#writeString(end);
      else this.#pass(end);
    }
    this.#reader.forget(this.#done - 1);
  }

  /** The end of the run of units with the same position. */
  #runEnd(until: number): number {
    const place = this.#reader.place(this.#done);
    let end = this.#done + 1;
    while (end < until && this.#reader.place(end) === place) end++;
    return end;
  }

  #writeString(end: number): void {
    for (const mask of this.#masksIn(end)) {
      this.#pass(Math.max(mask.start, this.#done));
      this.#mask(Math.min(mask.end, end), escapeJson(mask.replacement), mask);
    }
    this.#pass(end);
  }

  /** A number with other text in it is not a number, so all of it becomes a string. */
  #writeScalar(end: number): void {
    const masks = this.#masksIn(end);
    if (masks[0] === undefined) return this.#pass(end);
    const text = this.#decoded.slice(0, end - this.#done);
    const written = masked(text, this.#done, masks);
    const isWhole = this.#reader.place(this.#done - 1) !== "scalar";
    this.#mask(end, isWhole && isJsonScalar(text) ? JSON.stringify(written) : written, masks[0]);
  }

  /** The masks in the text up to `end`. Masks that end there are removed from the list. */
  #masksIn(end: number): readonly TextFinding[] {
    const open = this.#masks.filter((mask) => mask.end > this.#done);
    this.#masks = open.filter((mask) => mask.end > end);
    return open.filter(({ start }) => start < end);
  }

  #pass(end: number): void {
    this.#held.pass(this.#reader.offset(end));
    this.#advance(end);
  }

  #mask(end: number, replacement: string, finding: TextFinding): void {
    this.#held.mask(this.#reader.offset(this.#done), this.#reader.offset(end), replacement, remarkOf(finding));
    this.#advance(end);
  }

  #advance(end: number): void {
    if (end <= this.#done) return;
    this.#decoded = this.#decoded.slice(end - this.#done);
    this.#done = end;
  }

  #block(finding: TextFinding): void {
    const { start, end } = finding;
    this.#held.block(this.#reader.offset(Math.max(start, this.#done)), this.#reader.offset(end), remarkOf(finding));
  }
}
