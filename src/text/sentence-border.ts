/*
 * Where sentences end, without any model: a rule that is the same on every runtime and needs no more than the next token.
 * A sentence ends
 * - behind `.` `!` `?` `…` (and their kin in Arabic and Devanagari) with white space after it,
 * - behind `。` `！` `？` `．` `｡`, whatever comes,
 * - behind a line break, which ends paragraphs, headings and list items.
 * Quotes, brackets and emphasis that close behind the sign belong to the sentence, and so does white space after it. The
 * number of a list item (`1.` at the start of a line) is no end. Abbreviations are taken for ends: a border too many only
 * makes a window end there.
 */
const SPACED_ENDS: ReadonlySet<string> = new Set(".!?…؟۔।");
const ENDS: ReadonlySet<string> = new Set("。！？．｡");
const CLOSERS: ReadonlySet<string> = new Set("\"'”’»)]}*_`」』）】》〉〕");
const LINE_BREAKS: ReadonlySet<string> = new Set("\n\r\v\f\u2028\u2029");
const SPACES: ReadonlySet<string> = new Set(" \t\u00a0\u3000");

/** What stands last: nothing of note, a sign that needs white space, one that does not, or all that an end needs. */
type State = "within" | "sign" | "end" | "over";

/** Says of every token of a text whether a sentence begins with it. */
export class SentenceBorder {
  #state: State = "within";
  /** Whether nothing but digits came since the line began. */
  #atStart = true;

  /** Whether a sentence might begin with the next token. */
  get mayBegin(): boolean {
    return this.#state !== "within";
  }

  /** White space before a sentence may be part of its first token; a token of white space alone never begins one. */
  begins(token: string): boolean {
    let begins = false;
    for (const sign of token) {
      if (this.#isSpace(sign)) continue;
      begins ||= this.#state === "over" || (this.#state === "end" && !CLOSERS.has(sign) && !ENDS.has(sign));
      this.#read(sign);
    }
    return begins;
  }

  #isSpace(sign: string): boolean {
    if (LINE_BREAKS.has(sign)) {
      this.#state = "over";
      this.#atStart = true;
      return true;
    }
    if (!SPACES.has(sign)) return false;
    if (this.#state !== "within") this.#state = "over";
    return true;
  }

  #read(sign: string): void {
    const number = this.#atStart && sign >= "0" && sign <= "9";
    if (ENDS.has(sign)) this.#state = "end";
    else if (SPACED_ENDS.has(sign)) this.#state = this.#atStart ? "within" : "sign";
    else if (!CLOSERS.has(sign) || this.#state === "over") this.#state = "within";
    this.#atStart = number;
  }
}
