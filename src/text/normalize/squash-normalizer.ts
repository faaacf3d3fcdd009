import { MappedNormalizer } from "./mapped-normalizer.ts";
import { ALPHABETS, type Kind, type SquashAlphabet, type SquashReading } from "./squash-alphabet.ts";

/** The longest separator between two letters that is removed, in code units. */
const MAX_SEPARATOR = 8;
/** Digits before the first letter that may stand for letters. */
const MAX_LEAD = 8;
/** A character of a word and its offsets. */
interface Sign {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Normalizes a folded text to lower-case letters without separators and substitutions. Up to 8 signs between characters
 * of words are removed, and spaces too between single characters: `n.a-p`, `n a p`, but not `nap alm`. In words with a
 * letter, 4 @ 8 3 6 9 1 0 5 $ 7 2 become a a b e g g i o s s t z, l becomes i, since a 1 may stand for either, and w
 * becomes v, since two of that look like one of this. Repeated letters become one. The signs ! | + () are separators,
 * or letters.
 *
 * This also joins unrelated words, so it is meant for terms of five letters and more, which are squashed the same way.
 * Holds back what is undecided: a separator and the character after it, and 8 digits before a letter.
 */
export class SquashNormalizer extends MappedNormalizer {
  #read = "";
  #offset = 0;
  /** The length of the last word: none, one, or more. */
  #wordLength = 0;
  #separator = "";
  #isLoose = false;
  /** The first character after a separator with a space. */
  #single: Sign | undefined;
  readonly #alphabet: SquashAlphabet;
  /** The last letter of the group. */
  #last = "";
  /** By its unit, the offset after the repetitions of a letter. */
  readonly #reaches: Map<number, number> = new Map();
  #ended = false;
  /** Digits at the start of a group of words. */
  #lead: Sign[] = [];
  #isNumber = false;
  #hasLetter = false;

  /**
   * @param reading - what the signs ! | + and () are: `separators` or `letters`. `words`: no sign is removed, so that a
   * word is found beside another one, as in `{"a":"h3ron"}`.
   */
  constructor(reading: SquashReading = "separators") {
    super();
    this.#alphabet = ALPHABETS[reading];
  }

  override feed(text: string): string {
    for (let at = 0; at < text.length;) {
      const end = this.#plainEnd(text, at);
      if (end === at) {
        const code = text.codePointAt(at) ?? 0;
        at += code > 0xffff ? 2 : 1;
        this.#character(this.#alphabet.kindOf(code), text.slice(end, at));
      }
      at = Math.max(at, end);
    }
    return this.#take();
  }

  override end(): string {
    this.#joinSingle();
    this.#endGroup();
    this.#ended = true;
    return this.#take();
  }

  override reachOf(unit: number): number | undefined {
    // The last letter may be repeated.
    const isOpen = unit === this.length - 1 && this.#last !== "" && this.#separator === "" && !this.#ended;
    return isOpen ? undefined : this.#reachSoFar(unit);
  }

  #reachSoFar(unit: number): number {
    return this.#reaches.get(unit) ?? this.endOf(unit);
  }

  override forget(unit: number): void {
    super.forget(unit);
    for (const known of this.#reaches.keys()) {
      if (known >= unit) break;
      this.#reaches.delete(known);
    }
  }

  /** Reads ASCII words as long as nothing in them is undecided. Returns their end. */
  #plainEnd(text: string, from: number): number {
    if (this.#separator !== "" || this.#lead.length > 0) return from;
    const { ascii, plain } = this.#alphabet;
    let [at, read] = [from, ""];
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const kind = unit < 128 ? ascii[unit] : "other";
      if (kind === "letter" || (kind === "digit" && this.#hasLetter)) {
        const letter = plain[unit] ?? "";
        if (letter === this.#last) break;
        this.#hasLetter = true;
        this.#wordLength++;
        this.#last = letter;
        read += letter;
      } else if (kind === "space" && this.#wordLength !== 1) {
        this.#join();
        this.#startGroup();
        read += text.charAt(at);
      } else break;
    }
    if (at > from) this.map.copy(at - from, this.#offset);
    this.#offset += at - from;
    this.#read += read;
    return at;
  }

  #take(): string {
    const text = this.#read;
    this.#read = "";
    const waiting = this.#separator.length + (this.#single?.text.length ?? 0);
    this.position = this.#lead[0]?.start ?? this.#offset - waiting;
    return text;
  }

  #character(kind: Kind, text: string): void {
    const start = this.#offset;
    this.#offset += text.length;
    if (kind === "letter" || kind === "digit") this.#wordCharacter({ text, start, end: this.#offset });
    else if (this.#alphabet === ALPHABETS.letters && this.#separator + text === "()") this.#round(start - 1);
    else this.#separate(text, kind === "space");
  }

  /** Two brackets look like an o. */
  #round(start: number): void {
    this.#separator = "";
    this.#wordCharacter({ text: "()", start, end: this.#offset });
  }

  #wordCharacter(sign: Sign): void {
    if (this.#separator !== "" && this.#isLoose && this.#single === undefined) {
      this.#single = sign;
      return;
    }
    if (this.#single !== undefined) this.#partSingle(this.#single);
    else if (this.#separator !== "") this.#join();
    this.#wordLength++;
    this.#add(sign);
  }

  #separate(text: string, isSpace: boolean): void {
    this.#joinSingle();
    this.#separator += text;
    this.#isLoose ||= isSpace;
    const mayJoin = this.#wordLength === 1 || (this.#wordLength > 1 && !this.#isLoose);
    if (!mayJoin || !this.#alphabet.joins || this.#separator.length > MAX_SEPARATOR) this.#endGroup();
  }

  /** The word after the separator has one character, like the one before. */
  #joinSingle(): void {
    const single = this.#single;
    if (single === undefined) return;
    this.#single = undefined;
    this.#join();
    this.#wordLength = 1;
    this.#add(single);
  }

  /** The word after the separator is longer. */
  #partSingle(single: Sign): void {
    this.#single = undefined;
    this.#endGroup(single.start);
    this.#wordLength = 1;
    this.#add(single);
  }

  #join(): void {
    this.#separator = "";
    this.#isLoose = false;
    this.#wordLength = 0;
  }

  /** The held characters are unchanged. */
  #endGroup(end = this.#offset): void {
    this.#copyLead();
    this.#copySeparator(end - this.#separator.length);
    this.#join();
    this.#startGroup();
  }

  #startGroup(): void {
    this.#hasLetter = false;
    this.#isNumber = false;
    this.#last = "";
  }

  #copySeparator(from: number): void {
    let start = from;
    for (const character of this.#separator) {
      this.#put(character, start, start + character.length);
      start += character.length;
    }
  }

  #add(sign: Sign): void {
    if (!this.#hasLetter && this.#alphabet.kindOf(sign.text.codePointAt(0) ?? 0) === "digit") {
      this.#lead.push(sign);
      if (this.#isNumber || this.#lead.length > MAX_LEAD) {
        this.#isNumber = true;
        this.#copyLead();
      }
      return;
    }
    this.#hasLetter = true;
    for (const digit of this.#lead) this.#putLetter(digit);
    this.#lead = [];
    this.#putLetter(sign);
  }

  #copyLead(): void {
    for (const { text, start, end } of this.#lead) this.#put(text, start, end);
    this.#lead = [];
  }

  #putLetter({ text, start, end }: Sign): void {
    const letter = this.#alphabet.letterOf(text);
    if (letter === this.#last) {
      const unit = this.length - 1;
      // What is repeated behind a separator, such as the 1 in `"owl", 1`, may be something else.
      if (this.#reachSoFar(unit) === start) this.#reaches.set(unit, end);
      return;
    }
    this.#last = letter;
    this.#put(letter, start, end);
  }

  #put(text: string, start: number, end: number): void {
    if (end - start === 1) this.map.copy(1, start);
    else this.map.replace(text.length, start, end);
    this.#read += text;
  }
}
