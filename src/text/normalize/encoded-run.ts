import type { GateStep, TextFinding, TextGate } from "../text-gate.ts";
import { type ByteDecoder, mayBeginText } from "./byte-decoders.ts";

/**
 * The shortest run that is decoded, in encoded characters. Shorter ones are ordinary words that happen to decode to
 * text.
 */
const MIN_RUN = 16;
/** The most encoded characters that are held and masked as one run. A longer one continues as another run. */
export const MAX_RUN = 4_096;
/** How many more there may be while the gate holds something back. */
const MAX_OVER = 1_024;

/** Decodes UTF-8 bytes. */
class Utf8 {
  #code = 0;
  #left = 0;
  #least = 0;

  get isComplete(): boolean {
    return this.#left === 0;
  }

  /** The character that a byte completes; empty if more bytes are needed; undefined if this is not text. */
  push(byte: number): string | undefined {
    if (this.#left === 0) return mayBeginText(byte) ? this.#begin(byte) : undefined;
    if ((byte & 0xc0) !== 0x80) return undefined;
    this.#code = (this.#code << 6) | (byte & 0x3f);
    if (--this.#left > 0) return "";
    const isText = this.#code >= this.#least && this.#code <= 0x10ffff && (this.#code & ~0x7ff) !== 0xd800;
    return isText ? String.fromCodePoint(this.#code) : undefined;
  }

  reset(): void {
    this.#left = 0;
  }

  #begin(byte: number): string {
    if (byte < 128) return String.fromCharCode(byte);
    this.#left = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    this.#least = [0, 0x80, 0x800, 0x10000][this.#left] ?? 0;
    this.#code = byte & (0x3f >> this.#left);
    return "";
  }
}

/**
 * A position where encoded text may be, decoded as it arrives. As soon as the bytes are not text, the run ends. From 16
 * characters on, a gate reads the decoded text. One object serves one run after another.
 */
export class EncodedRun {
  /** Offset of the run; undefined while there is none. */
  start: number | undefined;
  /** Offset after the last character that is part of the text. */
  end = 0;
  /** The first finding of its gate; a block takes precedence. */
  found: TextFinding | undefined;
  readonly #decoder: ByteDecoder;
  readonly #create: () => TextGate;
  readonly #utf8: Utf8 = new Utf8();
  #gate: TextGate | undefined;
  #length = 0;
  /** Decoded text that the gate has not read. */
  #text = "";
  /** Code units that the gate has read but neither released nor masked. */
  #held = 0;

  constructor(decoder: ByteDecoder, create: () => TextGate) {
    this.#decoder = decoder;
    this.#create = create;
  }

  /** Whether the run is so long that the rest is another one. */
  get isFull(): boolean {
    if (this.#length < MAX_RUN || this.#length % 4 > 0 || !this.#utf8.isComplete) return false;
    return this.#held === 0 || this.#length >= MAX_RUN + MAX_OVER;
  }

  mayStart(unit: number, previous: number): boolean {
    return this.#decoder.mayStart(unit, previous);
  }

  begin(at: number): void {
    this.start = at;
    this.end = at;
    this.found = undefined;
    this.#gate = undefined;
    this.#length = 0;
    this.#text = "";
    this.#held = 0;
    this.#decoder.reset();
    this.#utf8.reset();
  }

  /** Takes the code unit at an offset. Returns false if it is not part of the run. */
  push(unit: number, at: number): boolean {
    const decoded = this.#decoder.push(unit);
    if (decoded === "end") return false;
    if (decoded === "gap") return true;
    this.#length++;
    if (decoded === "pad") {
      this.end = at + 1;
      if (this.#length >= MIN_RUN && this.#text !== "") this.#read();
    }
    return typeof decoded === "string" || this.#byte(decoded, at);
  }

  /** Ends the run and its decoded text. */
  close(): void {
    this.start = undefined;
    if (this.#gate !== undefined) this.#note(this.#gate.end());
  }

  #byte(byte: number, at: number): boolean {
    const text = this.#utf8.push(byte);
    if (text === undefined) return false;
    if (text !== "") this.end = at + 1;
    this.#text += text;
    if (this.#length >= MIN_RUN && this.#text !== "") this.#read();
    return true;
  }

  #read(): void {
    this.#gate ??= this.#create();
    this.#held += this.#text.length;
    this.#note(this.#gate.feed(this.#text));
    this.#text = "";
  }

  #note({ text, findings }: GateStep): void {
    this.#held -= text.length;
    for (const finding of findings) {
      this.#held += finding.replacement.length - (finding.end - finding.start);
      if (this.found === undefined || finding.action === "block") this.found = finding;
    }
  }
}
