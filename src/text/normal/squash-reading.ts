import { characterOf } from "./character.ts";
import { MappedReading } from "./mapped-reading.ts";

/** Code units between two letters that are read over. */
const MAX_SEPARATOR = 8;
/** Digits before the first letter that may be letters too. */
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

/** A character of a word, and where it stands. */
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

/** What a letter or digit is in a word with a letter. */
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
 * Reads a folded text as small letters without what is put between and for them. Between characters of words up to 8 signs
 * are left out, and spaces too where single characters stand: `n.a-p`, `n a p`, but not `nap alm`. In words with a letter
 * the signs 4 @ 3 1 0 5 $ 7 are a a e i o s s t, and l is an i, as nobody knows which of both a 1 is.
 *
 * This makes words meet that have nothing to do with each other, so it is for terms of five letters and more, which are
 * read the same way. Holds back what is not decided: a separator and the character behind it, and 8 digits before a letter.
 */
export class SquashReading extends MappedReading {
  #read = "";
  #offset = 0;
  /** Characters of the last word: none, one, or more. */
  #wordLength = 0;
  #separator = "";
  #isLoose = false;
  /** The first character behind a separator with a space. */
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

  /** Reads words of ASCII as long as nothing in them waits, and says where they end. */
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

  /** The word behind the separator is one character long, as the one before. */
  #joinSingle(): void {
    const single = this.#single;
    if (single === undefined) return;
    this.#single = undefined;
    this.#join();
    this.#wordLength = 1;
    this.#add(single);
  }

  /** The word behind the separator is longer. */
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

  /** What waits stands as it is. */
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
