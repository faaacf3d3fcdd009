import { isJsonScalar } from "./json-reader.ts";

/** What may come next in a JSON text. */
type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end";

const SPACE = /[ \t\r\n]/;
const SCALAR = /[-+.0-9A-Za-z]/;

/** Code units of the longest number or word that is followed. */
export const MAX_SCALAR = 64;
/** The deepest nesting that is followed. */
const MAX_DEPTH = 256;

/**
 * Follows a JSON object or array as it arrives, as long as it is valid. Keeps the open brackets and the current scalar.
 */
export class JsonPrefix {
  /** Whether the text is not the start of a JSON text. */
  isBroken = false;
  #open = "";
  #expected: Expected = "value";
  #string: "no" | "key" | "value" = "no";
  #isEscaped = false;
  #scalar = "";

  /** Whether it is valid so far and has not ended. */
  get goesOn(): boolean {
    return !this.isBroken && this.#open !== "";
  }

  /** Whether the next character may be part of a number or word. */
  get mayHaveScalar(): boolean {
    return this.goesOn && this.#string === "no" && (this.#scalar !== "" || this.#expected.startsWith("value"));
  }

  /** Whether the next character may start a value. */
  get awaitsValue(): boolean {
    return this.mayHaveScalar && this.#scalar === "";
  }

  /** The number or word so far. */
  get scalar(): string {
    return this.#scalar;
  }

  /** Whether the next character is inside a string. */
  get isInString(): boolean {
    return this.goesOn && this.#string !== "no";
  }

  /** Reads one more code unit. */
  read(unit: string): void {
    if (this.#string !== "no") return this.#inString(unit);
    if (SCALAR.test(unit) && (this.#scalar !== "" || this.#expected.startsWith("value"))) {
      this.#scalar += unit;
      if (this.#scalar.length > MAX_SCALAR) this.isBroken = true;
      return;
    }
    if (this.#scalar !== "") this.#closeScalar();
    if (SPACE.test(unit)) return;
    if (unit === "{" || unit === "[") this.#opens(unit);
    else if (unit === "}" || unit === "]") this.#closes(unit);
    else if (unit === '"') this.#quotes();
    else if (unit === "," && this.#expected === "comma or end") this.#expected = this.#isIn("{") ? "key" : "value";
    else if (unit === ":" && this.#expected === "colon") this.#expected = "value";
    else this.isBroken = true;
  }

  #inString(unit: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (unit === "\\") this.#isEscaped = true;
    else if (unit === '"') {
      this.#expected = this.#string === "key" ? "colon" : "comma or end";
      this.#string = "no";
    } else if (unit < " ") this.isBroken = true;
  }

  #closeScalar(): void {
    if (!isJsonScalar(this.#scalar)) this.isBroken = true;
    this.#scalar = "";
    this.#expected = "comma or end";
  }

  #opens(bracket: string): void {
    if (!this.#expected.startsWith("value") || this.#open.length === MAX_DEPTH) this.isBroken = true;
    this.#open += bracket;
    this.#expected = bracket === "{" ? "key or end" : "value or end";
  }

  #closes(bracket: string): void {
    const canEnd = this.#expected.endsWith("end");
    if (!canEnd || !this.#isIn(bracket === "}" ? "{" : "[")) this.isBroken = true;
    this.#open = this.#open.slice(0, -1);
    this.#expected = "comma or end";
  }

  #quotes(): void {
    if (this.#expected.startsWith("value")) this.#string = "value";
    else if (this.#expected.startsWith("key")) this.#string = "key";
    else this.isBroken = true;
  }

  #isIn(bracket: string): boolean {
    return this.#open.endsWith(bracket);
  }
}
