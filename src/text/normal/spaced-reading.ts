import { MappedReading } from "./mapped-reading.ts";

/** Single characters in a row from which on the spaces between them are read over. */
const MIN_SINGLES = 5;
/** Spaces between two of them that stand for one; a single one stands for nothing. */
const MAX_GAP = 3;

/** Signs that may stand behind the last of them. */
const CLOSING: ReadonlySet<string> = new Set([".", ",", ";", ":", "!", "?", ")", "]", '"', "'"]);

/** A part of the text that is not given out yet: a single character, or the spaces behind one. */
interface Part {
  readonly text: string;
  readonly start: number;
}

const isSpace = (unit: number): boolean => unit === 32 || (unit > 8 && unit < 14);

/**
 * Reads text that is spaced out as it is meant: `j a n e`, and one letter a line. From five words of one character on the
 * white space between them is left out, and two or three of it stand for a space. White space is that of ASCII, so fold
 * first. Holds back five words of one character with their spaces, and one behind them: at most 20 characters.
 */
export class SpacedReading extends MappedReading {
  #read = "";
  #offset = 0;
  /** Whether the text stands in a word of two characters or more. */
  #isInWord = false;
  /** Singles and gaps that may still be words. */
  #parts: Part[] = [];
  #singles = 0;
  /** The spaces since the last single. */
  #gap: Part | undefined;
  /** The first character of a word. */
  #first: Part | undefined;

  override feed(text: string): string {
    for (let at = 0; at < text.length;) {
      const end = this.#plainEnd(text, at);
      if (end > at) this.#copy({ text: end - at === text.length ? text : text.slice(at, end), start: this.#offset });
      this.#offset += end - at;
      at = end < text.length ? end + this.#character(text, end) : end;
    }
    return this.#take();
  }

  override end(): string {
    this.#single();
    this.#endRun();
    return this.#take();
  }

  #take(): string {
    const text = this.#read;
    this.#read = "";
    this.position = (this.#parts[0] ?? this.#gap ?? this.#first)?.start ?? this.#offset;
    return text;
  }

  /** Where words of two characters and more end, of which none is held back. */
  #plainEnd(text: string, from: number): number {
    if (this.#singles > 0 || this.#first !== undefined) return from;
    let at = from;
    for (; at < text.length; at++) {
      const isBetween = isSpace(text.charCodeAt(at));
      if (!isBetween && !this.#isInWord && !isWord(text, at)) break;
      this.#isInWord = !isBetween;
    }
    return at;
  }

  /** Takes a character outside of a word, or the space behind one, and says how long it is. */
  #character(all: string, at: number): number {
    const code = all.codePointAt(at) ?? 0;
    const length = code > 0xffff ? 2 : 1;
    const part = { text: all.slice(at, at + length), start: this.#offset };
    this.#offset += length;
    if (isSpace(code)) this.#space(part);
    else if (this.#first === undefined) this.#first = part;
    else this.#word(part);
    return length;
  }

  #space(space: Part): void {
    this.#single();
    this.#isInWord = false;
    if (this.#singles === 0) return this.#copy(space);
    this.#gap = { text: (this.#gap?.text ?? "") + space.text, start: this.#gap?.start ?? space.start };
    if (this.#gap.text.length > MAX_GAP) this.#endRun();
  }

  /** The word that began has one character. */
  #single(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    this.#singles++;
    if (this.#gap !== undefined) this.#parts.push(this.#gap);
    this.#parts.push(first);
    this.#gap = undefined;
    if (this.#singles >= MIN_SINGLES) this.#join();
  }

  /** The word that began goes on. */
  #word(second: Part): void {
    if (this.#singles >= MIN_SINGLES && CLOSING.has(second.text)) this.#single();
    const first = this.#first;
    this.#first = undefined;
    this.#endRun();
    if (first !== undefined) this.#copy(first);
    this.#copy(second);
    this.#isInWord = true;
  }

  /** What was held back are words. */
  #endRun(): void {
    for (const part of this.#parts) this.#copy(part);
    this.#parts = [];
    if (this.#gap !== undefined) this.#copy(this.#gap);
    this.#gap = undefined;
    this.#singles = 0;
  }

  #join(): void {
    for (const part of this.#parts) {
      if (!isSpace(part.text.charCodeAt(0))) this.#copy(part);
      else if (part.text.length > 1) this.#replace(" ", part);
    }
    this.#parts = [];
  }

  #copy({ text, start }: Part): void {
    this.map.copy(text.length, start);
    this.#read += text;
  }

  #replace(text: string, { text: { length }, start }: Part): void {
    this.map.replace(text.length, start, start + length);
    this.#read += text;
  }
}

/** Whether a word that begins at an offset is known to have two code units of one character each. */
const isWord = (text: string, at: number): boolean =>
  at + 1 < text.length && !isSpace(text.charCodeAt(at + 1)) && (text.charCodeAt(at) & 0xfc00) !== 0xd800;
