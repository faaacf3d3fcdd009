import { MappedNormalizer } from "./mapped-normalizer.ts";

/** Single characters in a row from which the spaces between them are removed. */
const MIN_SINGLES = 5;
/** Between them, two or three spaces become one; a single one is removed. */
const MAX_GAP = 3;
/** Code units of a character with its marks. */
const MAX_MARKED = 8;

/** Punctuation that may follow the last of them. */
const CLOSING: ReadonlySet<string> = new Set([".", ",", ";", ":", "!", "?", ")", "]", '"', "'"]);

/** A part of the text that is held: a single character with its marks, or the spaces after one. */
interface Part {
  readonly text: string;
  readonly start: number;
}

/** A vowel sign or another mark, which is written on a letter. Below U+0300 there is none. */
const isMark = (code: number): boolean => code >= 0x300 && /^\p{M}$/u.test(String.fromCodePoint(code));

/** Whether a code unit is surely no mark: Latin, Greek, Cyrillic, ideographs, Hangul. */
const isUnmarked = (unit: number): boolean =>
  unit < 0x300 ||
  (unit >= 0x370 && unit < 0x483) ||
  (unit >= 0x3400 && unit < 0xa000) ||
  (unit >= 0xac00 && unit < 0xd7a4);

/** Signs after which the next letter is written in the same character. */
const JOINS_NEXT = /[\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d]$/;

/** Whether a code point belongs to the character before it. */
const continues = (first: string, code: number): boolean =>
  first.length < MAX_MARKED && (isMark(code) || JOINS_NEXT.test(first));

const isSpace = (unit: number): boolean => unit === 32 || (unit > 8 && unit < 14);

/**
 * Joins text that is spaced out: `j a n e`, also with one letter per line. From five words of one character on, the
 * white space between them is removed, and two or three spaces become one. Only ASCII white space counts, so fold
 * first. A character has its marks, as vowels of Hindi are. Holds back five words of one character with their spaces,
 * and one after them: without marks at most 20 characters.
 */
export class SpacedNormalizer extends MappedNormalizer {
  #read = "";
  #offset = 0;
  /** Whether the text is in a word of two characters or more. */
  #isInWord = false;
  /** Single characters and gaps that may still be ordinary words. */
  #parts: Part[] = [];
  #singles = 0;
  /** The spaces since the last single character. */
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

  /** The end of words of two characters and more, which are not held. */
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

  /** Takes a character outside of a word, or the space after one. Returns its length. */
  #character(all: string, at: number): number {
    const code = all.codePointAt(at) ?? 0;
    const length = code > 0xffff ? 2 : 1;
    const part = { text: all.slice(at, at + length), start: this.#offset };
    this.#offset += length;
    if (isSpace(code)) this.#space(part);
    else if (this.#first === undefined) this.#first = part;
    else if (continues(this.#first.text, code))
      this.#first = { text: this.#first.text + part.text, start: this.#first.start };
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

  /** The current word has one character. */
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

  /** The current word has more than one character. */
  #word(second: Part): void {
    if (this.#singles >= MIN_SINGLES && CLOSING.has(second.text)) this.#single();
    const first = this.#first;
    this.#first = undefined;
    this.#endRun();
    if (first !== undefined) this.#copy(first);
    this.#copy(second);
    this.#isInWord = true;
  }

  /** The held characters are ordinary words. */
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

/** Whether the word at an offset certainly has two characters of one code unit each, and the second is no mark. */
const isWord = (text: string, at: number): boolean =>
  at + 1 < text.length &&
  isUnmarked(text.charCodeAt(at + 1)) &&
  !isSpace(text.charCodeAt(at + 1)) &&
  (text.charCodeAt(at) & 0xfc00) !== 0xd800;
