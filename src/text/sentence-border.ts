/*
 * Splits sentences by rules that give the same result on every runtime and need only the next token. A sentence ends
 * - after `.` `!` `?` `…` (and their Arabic and Devanagari counterparts) with white space after them,
 * - after `。` `！` `？` `．` `｡`,
 * - after a line break, which ends paragraphs, headings and list items.
 * Closing quotes, brackets and emphasis after the sign belong to the sentence, and so does white space after them. The
 * number of a list item (`1.` at the start of a line) does not end one. An abbreviation does: the only effect is that a
 * window may end there.
 */
const SPACED_ENDS: ReadonlySet<string> = new Set(".!?…؟۔।");
const ENDS: ReadonlySet<string> = new Set("。！？．｡");
const CLOSERS: ReadonlySet<string> = new Set("\"'”’»)]}*_`」』）】》〉〕");
const LINE_BREAKS: ReadonlySet<string> = new Set("\n\r\v\f\u2028\u2029");
const SPACES: ReadonlySet<string> = new Set(" \t\u00a0\u3000");

/**
 * - `within`: inside a sentence.
 * - `sign`: after a sign that ends it if white space follows.
 * - `end`: after a sign that ends it.
 * - `over`: the sentence has ended.
 */
type State = "within" | "sign" | "end" | "over";

/** Detects the tokens of a text that start a sentence. */
export class SentenceBorder {
  #state: State = "within";
  /** Whether the line has only digits so far. */
  #atStart = true;

  /** Whether the next token may start a sentence. */
  get mayBegin(): boolean {
    return this.#state !== "within";
  }

  /** Reads a token. Returns whether it starts a sentence; a token of only white space never does. */
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
