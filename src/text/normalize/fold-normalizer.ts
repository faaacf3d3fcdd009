import { endsInHalf } from "../patterns/whole-characters.ts";
import { type Character, characterOf, withoutMarks } from "./character.ts";
import { MappedNormalizer } from "./mapped-normalizer.ts";
import { ASCII, CONTROL, LETTER } from "./plain-text.ts";
import { type Script, ScriptRun } from "./script-run.ts";

/** The most code units of marks and hidden characters in a row that are skipped. More of them is not writing. */
export const MAX_HIDDEN = 1_024;
/** The most marks that are composed with a letter. Further marks are dropped. */
const MAX_MARKS = 8;

/** A letter that waits for its marks. */
interface OpenLetter {
  readonly character: Character;
  readonly start: number;
  readonly end: number;
  marks: string;
}

/**
 * Undoes Unicode tricks: applies NFKC, removes marks that are not part of an alphabet and invisible characters,
 * converts all decimal digits, dashes, spaces and quotes to ASCII, and replaces letters that look like Latin ones if
 * the letters around them are Latin. Case is kept. Holds back the last letter of other scripts, which may get a mark,
 * and undecided look-alikes: at most 32 letters.
 */
export class FoldNormalizer extends MappedNormalizer {
  overflow: number | undefined;
  readonly #run: ScriptRun = new ScriptRun(({ text, start, end }) => this.#put(text, start, end));
  #read = "";
  /** Offset after everything that was read, and after the last character that is neither a mark nor hidden. */
  #offset = 0;
  #lastEnd = 0;
  #half = "";
  #open: OpenLetter | undefined;
  #ended = false;

  /** The script of the text so far, which isolated look-alikes follow. */
  get script(): Script {
    return this.#run.script;
  }

  /** Whether nothing waits for later text. */
  get isAtRest(): boolean {
    return this.#pending === undefined && this.#half === "" && this.overflow === undefined;
  }

  /**
   * Starts after a text that normalization does not change.
   *
   * @param last - its last code unit.
   */
  startAfter(length: number, script: Script, last: number): void {
    if (length > 0) this.map.copy(length, 0);
    this.#offset = this.#lastEnd = this.position = length;
    if (ASCII[last] === LETTER) this.#run.latin();
    this.#run.script = script;
  }

  override feed(text: string): string {
    const all = this.#half === "" ? text : this.#half + text;
    const length = endsInHalf(all) ? all.length - 1 : all.length;
    this.#half = all.slice(length);
    this.#scan(all, length);
    return this.#take();
  }

  override end(): string {
    this.#scan(this.#half, this.#half.length);
    this.#half = "";
    this.#close();
    this.#run.end();
    this.#ended = true;
    return this.#take();
  }

  override reachOf(unit: number): number | undefined {
    const next = this.map.startOf(unit + 1) ?? this.#pending;
    return next ?? (this.#ended || this.overflow !== undefined ? this.position : undefined);
  }

  /** The start of the first character that has not been released. */
  get #pending(): number | undefined {
    return this.#run.start ?? this.#open?.start;
  }

  #take(): string {
    const text = this.#read;
    this.#read = "";
    this.position = this.#pending ?? this.#offset;
    return text;
  }

  #scan(text: string, length: number): void {
    const base = this.#offset;
    for (let at = 0; at < length && this.overflow === undefined; at = this.#offset - base) {
      const end = this.#plainEnd(text, at, length);
      if (end > at) this.#copy(end - at === text.length ? text : text.slice(at, end), base + at);
      else this.#character(text.codePointAt(at) ?? 0, base + at);
    }
  }

  /** The end of a range of unchanged characters. Reports them to the script run. */
  #plainEnd(text: string, from: number, length: number): number {
    let at = from;
    while (at < length) {
      const unit = text.charCodeAt(at);
      const end = unit < 128 ? this.#asciiEnd(text, at, length) : this.#letterEnd(text, at, length);
      if (end === at) break;
      at = end;
    }
    return at;
  }

  #asciiEnd(text: string, from: number, length: number): number {
    let [at, seen] = [from, 0];
    for (; at < length; at++) {
      const unit = text.charCodeAt(at);
      const kind = unit < 128 ? (ASCII[unit] ?? CONTROL) : CONTROL;
      if (kind === CONTROL) break;
      seen |= kind;
    }
    if (at === from) return at;
    this.#close();
    if (ASCII[text.charCodeAt(from)] !== LETTER) this.#run.end();
    if (seen === LETTER) this.#run.latin();
    if (ASCII[text.charCodeAt(at - 1)] !== LETTER) this.#run.end();
    return at;
  }

  /** The end of one plain character without marks, unless something waits for it. */
  #letterEnd(text: string, at: number, length: number): number {
    if (this.#pending !== undefined) return at;
    const character = characterOf(text.charCodeAt(at));
    if (!character.isPlain) return at;
    if (character.waits && (at + 1 >= length || mayJoin(text.charCodeAt(at + 1)))) return at;
    this.#addToRun(character);
    return at + 1;
  }

  #copy(text: string, start: number): void {
    this.map.copy(text.length, start);
    this.#read += text;
    this.#offset = start + text.length;
    this.#lastEnd = this.#offset;
  }

  #character(code: number, start: number): void {
    const character = characterOf(code);
    this.#offset = start + (code > 0xffff ? 2 : 1);
    if (this.#isPartOfLast(character)) this.#hide();
    else this.#begin(character, start);
  }

  #isPartOfLast({ kind, text }: Character): boolean {
    if (kind === "hidden") return true;
    const open = this.#open;
    if (open === undefined) return kind === "mark";
    const isPart = kind === "mark" || kind === "sign-mark" || (kind === "jamo" && joins(open, text));
    if (isPart && open.marks.length < MAX_MARKS) open.marks += text;
    return isPart;
  }

  #hide(): void {
    if (this.#offset - this.#lastEnd > MAX_HIDDEN) this.overflow = this.#offset;
  }

  #begin(character: Character, start: number): void {
    this.#close();
    this.#lastEnd = this.#offset;
    if (character.waits) {
      this.#open = { character, start, end: this.#offset, marks: "" };
      return;
    }
    this.#addToRun(character);
    this.#put(character.text, start, this.#offset);
  }

  #addToRun({ kind }: Character): void {
    if (kind === "other") this.#run.end();
    else if (kind === "latin") this.#run.latin();
    else this.#run.other();
  }

  /** No more marks follow. */
  #close(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const { start, end } = open;
    const { text, like, weak = false } = composed(open);
    if (like !== undefined) {
      this.#run.lookalike({ text, like, weak, start, end });
    } else {
      this.#run.other();
      this.#put(text, start, end);
    }
  }

  #put(text: string, start: number, end: number): void {
    if (text.length === 1 && end - start === 1) this.map.copy(1, start);
    else this.map.replace(text.length, start, end);
    this.#read += text;
  }
}

/** A letter with its marks, if they compose to another letter. */
const composed = ({ character, marks }: OpenLetter): Pick<Character, "text" | "like" | "weak"> => {
  if (marks === "") return character;
  const text = plainComposed(character.text + marks);
  const code = text.codePointAt(0) ?? 0;
  return text.length === (code > 0xffff ? 2 : 1) ? characterOf(code) : { text };
};

/** Composed twice: a removed mark may separate characters that belong together. */
const plainComposed = (text: string): string => withoutMarks(text.normalize("NFC")).normalize("NFC");

/** Whether a part of a syllable forms one character with the text before it. */
const joins = ({ character, marks }: OpenLetter, jamo: string): boolean => {
  const before = plainComposed(character.text + marks);
  return plainComposed(before + jamo).length < before.length + jamo.length;
};

/** Whether a code unit may belong to the letter before it. Half a character counts as maybe. */
const mayJoin = (unit: number): boolean => {
  if (unit < 128) return false;
  if ((unit & 0xf800) === 0xd800) return true;
  const { kind } = characterOf(unit);
  return kind === "mark" || kind === "hidden" || kind === "sign-mark" || kind === "jamo";
};
