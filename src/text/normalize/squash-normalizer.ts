import { characterOf } from "./character.ts";
import { MappedNormalizer } from "./mapped-normalizer.ts";

/** The longest separator between two letters that is removed, in code units. */
const MAX_SEPARATOR = 8;
/** Digits before the first letter that may stand for letters. */
const MAX_LEAD = 8;
const LETTER_OF: ReadonlyMap<string, string> = new Map([
  ["4", "a"],
  ["@", "a"],
  ["3", "e"],
  ["1", "i"],
  ["l", "i"],
  ["0", "o"],
  ["5", "s"],
  ["$", "s"],
  ["7", "t"],
]);

/** A character of a word and its offsets. */
interface Sign {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Kind = "letter" | "digit" | "space" | "other";

const kindOfAscii = (character: string): Kind => {
  if (/[a-z]/i.test(character)) return "letter";
  if (/[\d@$]/.test(character)) return "digit";
  return /\s/.test(character) ? "space" : "other";
};
const ASCII: readonly Kind[] = Array.from({ length: 128 }, (_, unit) => kindOfAscii(String.fromCharCode(unit)));

/** The letter that a letter or digit stands for, in a word with a letter. */
const letterOf = (text: string): string => {
  const lower = text.toLowerCase();
  return LETTER_OF.get(lower) ?? (lower.length === text.length ? lower : text);
};
const PLAIN: readonly (string | undefined)[] = ASCII.map((kind, unit) =>
  kind === "letter" || kind === "digit" ? letterOf(String.fromCharCode(unit)) : undefined,
);

const kindOf = (code: number): Kind => {
  if (code < 128) return ASCII[code] ?? "other";
  return characterOf(code).kind === "other" ? "other" : "letter";
};

/**
 * Normalizes a folded text to lower-case letters without separators and substitutions. Up to 8 signs between characters
 * of words are removed, and spaces too between single characters: `n.a-p`, `n a p`, but not `nap alm`. In words with a
 * letter, 4 @ 3 1 0 5 $ 7 become a a e i o s s t, and l becomes i, since a 1 may stand for either.
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
  /** Digits at the start of a group of words. */
  #lead: Sign[] = [];
  #isNumber = false;
  #hasLetter = false;

  override feed(text: string): string {
    for (let at = 0; at < text.length;) {
      const end = this.#plainEnd(text, at);
      if (end === at) {
        const code = text.codePointAt(at) ?? 0;
        at += code > 0xffff ? 2 : 1;
        this.#character(kindOf(code), text.slice(end, at));
      }
      at = Math.max(at, end);
    }
    return this.#take();
  }

  override end(): string {
    this.#joinSingle();
    this.#endGroup();
    return this.#take();
  }

  /** Reads ASCII words as long as nothing in them is undecided. Returns their end. */
  #plainEnd(text: string, from: number): number {
    if (this.#separator !== "" || this.#lead.length > 0) return from;
    let [at, read] = [from, ""];
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const kind = unit < 128 ? ASCII[unit] : "other";
      if (kind === "letter" || (kind === "digit" && this.#hasLetter)) {
        this.#hasLetter = true;
        this.#wordLength++;
        read += PLAIN[unit] ?? "";
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
    else this.#separate(text, kind === "space");
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
    if (!mayJoin || this.#separator.length > MAX_SEPARATOR) this.#endGroup();
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
  }

  #copySeparator(from: number): void {
    let start = from;
    for (const character of this.#separator) {
      this.#put(character, start, start + character.length);
      start += character.length;
    }
  }

  #add(sign: Sign): void {
    if (!this.#hasLetter && kindOf(sign.text.codePointAt(0) ?? 0) === "digit") {
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
    this.#put(letterOf(text), start, end);
  }

  #put(text: string, start: number, end: number): void {
    if (end - start === 1) this.map.copy(1, start);
    else this.map.replace(text.length, start, end);
    this.#read += text;
  }
}
