import { HeldText, remarkOf } from "../held-text.ts";
import { type Following, type GateStep, NOTHING, passing, type TextFinding, type TextGate } from "../text-gate.ts";

/** One of several gates, and its progress. */
interface Reader {
  readonly gate: TextGate;
  /** Offset in the source up to which the gate has released or masked the text. */
  free: number;
  /** Its masks that have not been applied. */
  masks: TextFinding[];
  /** The finding for which it blocks. It is not fed any more. */
  block?: TextFinding;
}

/**
 * Runs several gates over one text as one gate. All read the original text, and what every gate has released leaves. If
 * masks overlap, the one that starts first is applied, then the longer one, and the rest of the other beside it, so
 * that nothing that was found leaves. A block takes effect once every other gate has passed its position, so that
 * earlier findings come first. Holds as much as the gate that holds most.
 *
 * @param held - the text that all gates have read and hold.
 */
export class MergedGates implements TextGate {
  readonly #readers: readonly Reader[];
  readonly held: HeldText;

  /**
   * @param held - what all have read already and hold.
   * @param mask - a mask of the first gate over all of that instead.
   */
  constructor(gates: readonly TextGate[], held: HeldText = new HeldText(), mask?: TextFinding) {
    this.held = held;
    this.#readers = gates.map((gate, index) =>
      index === 0 && mask !== undefined
        ? { gate, free: mask.end, masks: [mask] }
        : { gate, free: held.start, masks: [] },
    );
  }

  feed(text: string): GateStep {
    if (this.held.blocked) return NOTHING;
    this.held.add(text);
    for (const reader of this.#readers) this.#follow(reader, (gate) => gate.feed(text));
    return this.#step("more");
  }

  end(): GateStep {
    if (this.held.blocked) return NOTHING;
    for (const reader of this.#readers) this.#follow(reader, (gate) => gate.end());
    return this.#step("end");
  }

  #follow(reader: Reader, ask: (gate: TextGate) => GateStep): void {
    if (reader.block !== undefined) return;
    const { text, findings } = ask(reader.gate);
    reader.free += text.length;
    for (const finding of findings) {
      if (finding.action === "block") {
        reader.block = finding;
      } else {
        reader.free += finding.end - finding.start - finding.replacement.length;
        reader.masks.push(finding);
      }
    }
  }

  #step(following: Following): GateStep {
    let [free, hasFindings] = [Infinity, false];
    for (const reader of this.#readers) {
      free = Math.min(free, reader.free);
      hasFindings ||= reader.masks.length > 0 || reader.block !== undefined;
    }
    if (hasFindings) this.#decide(free, following);
    else this.held.pass(free);
    return this.held.step();
  }

  #decide(free: number, following: Following): void {
    const isLast = following === "end";
    const isOpen = (reader: Reader): boolean => reader.block === undefined && reader.free === free && !isLast;
    const block = this.#readers.find((reader) => reader.block !== undefined && reader.free === free)?.block;
    this.#placeMasks(isLast && block === undefined ? Infinity : free);
    this.held.pass(free);
    if (block !== undefined && !this.#readers.some(isOpen)) this.#block(block);
  }

  /**
   * Applies the masks that start before an offset, which are final. A mask that starts there may still overlap with
   * another.
   */
  #placeMasks(until: number): void {
    if (!this.#readers.some(({ masks: [first] }) => first !== undefined && first.start < until)) return;
    const all = this.#readers.flatMap(({ masks }) => masks);
    const known = all.filter(({ start }) => start < until).sort((a, b) => a.start - b.start || b.end - a.end);
    for (const reader of this.#readers) reader.masks = reader.masks.filter(({ start }) => start >= until);
    for (const mask of known) {
      const start = Math.max(mask.start, this.held.start);
      if (mask.end > start) this.held.mask(start, mask.end, mask.replacement, remarkOf(mask));
    }
  }

  #block({ start, end, ...found }: TextFinding): void {
    const from = Math.max(start, this.held.start);
    this.held.block(from, Math.max(from, end), remarkOf(found));
  }
}

/** Passes everything. */
const OPEN: TextGate = { feed: passing, end: () => NOTHING };

/**
 * Several gates over one text as one gate: what one masks, another may block. The result does not depend on their
 * order, except for findings of the same range, where the first gate takes precedence.
 */
export const mergedGates = (gates: readonly TextGate[]): TextGate => {
  const [first, ...more] = gates;
  if (first === undefined) return OPEN;
  return more.length === 0 ? first : new MergedGates(gates);
};
