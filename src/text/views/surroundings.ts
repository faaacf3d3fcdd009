import { parseJson } from "../../json.ts";
import { JsonPrefix, MAX_SCALAR } from "./json-prefix.ts";
import { escapeJson, isJsonScalar } from "./json-reader.ts";

/** The start of something in which a mask may need another form: a JSON value, a line, or a code fence. */
const STRUCTURE = /[[{\n]/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Code units of a line that are kept. The rest of a longer line is ignored. */
const MAX_LINE = 1_000;

/** A name or a number in code. */
const NAME_OR_NUMBER = /^(?:\w+|\d+\.\w+)$/;
/** What may be part of a JSON number, and what may follow it in one or in something else. */
const NUMBER = /^[-+.\deE]*\d$/;
const SCALAR_TAIL = /^[-+.0-9A-Za-z]*/;
/** The fraction of a number in code. */
const FRACTION = /^(?:\.(?:\w+|$))?/;
/** The start of a number in code whose fraction follows. */
const BEFORE_FRACTION = /(?:^|\W)\d*\.$/;
const COMMENT = /(?:^|\s)(?:\/\/|#|--|\*)|\/\*/;

/** Whether a line of code has reached a position outside strings and comments, where identifiers and numbers are. */
const isBare = (line: string): boolean =>
  !COMMENT.test(line) && ['"', "'", "`"].every((quote) => line.replaceAll(/\\./g, "").split(quote).length % 2 === 1);

/**
 * What surrounds a position in text that is prose, JSON, or both with code blocks, as far as it affects a replacement:
 * a masked number in JSON must become a string, and a masked identifier in code must remain one word.
 */
export class Surroundings {
  #json: JsonPrefix | undefined;
  #line = "";
  #fence = "";

  /** Reads more of the source, up to the next mask or further. */
  read(text: string): void {
    let at = 0;
    while (at < text.length) at = this.#json === undefined ? this.#skip(text, at) : this.#inJson(text, at);
  }

  /**
   * The length of the number that begins with a value of `length` code units at the current position, such as
   * `4111111111111111.5`; otherwise `length`. Infinity: the text ends before the number does.
   */
  numberLength(text: string, length: number): number {
    const tail = NUMBER.test(text.slice(0, length)) ? this.#numberTail : undefined;
    if (tail === undefined) return length;
    const end = length + (tail.exec(text.slice(length, MAX_SCALAR + 1))?.[0].length ?? 0);
    if (end > MAX_SCALAR) return length;
    if (end === text.length) return Infinity;
    return tail === FRACTION || this.#isJsonScalar(text.slice(0, end)) ? end : length;
  }

  /** What may follow the digits of a number at the current position. */
  get #numberTail(): RegExp | undefined {
    if (this.#json?.mayHaveScalar === true) return SCALAR_TAIL;
    return this.#isBareCode ? FRACTION : undefined;
  }

  /** Whether a text ends a JSON scalar that begins with what was read. */
  #isJsonScalar(end: string): boolean {
    return this.#json?.mayHaveScalar === true && isJsonScalar(this.#json.scalar + end);
  }

  get #isBareCode(): boolean {
    return this.#fence !== "" && isBare(this.#line);
  }

  /** The replacement for a value at the current position. Of a number whose start has left, the rest becomes 0. */
  shaped(replacement: string, raw: string): string {
    if (this.#isJsonScalar(raw)) return this.#json?.awaitsValue === true ? JSON.stringify(replacement) : "0";
    if (!this.#isBareCode || !NAME_OR_NUMBER.test(raw)) return replacement;
    const isFraction = /^\d/.test(raw) && BEFORE_FRACTION.test(this.#line);
    return isFraction ? "0" : replacement.replaceAll(/\W/g, "_");
  }

  /** A restored value at the current position. Inside a JSON string it is escaped if it would end the string. */
  restored(value: string): string {
    const fits = this.#json?.isInString !== true || typeof parseJson(`"${value}"`) === "string";
    return fits ? value : escapeJson(value);
  }

  /** Reads prose and code, up to what may be JSON. */
  #skip(text: string, from: number): number {
    const rest = text.slice(from);
    const length = STRUCTURE.exec(rest)?.index ?? rest.length;
    this.#addToLine(rest.slice(0, length));
    if (rest[length] === "\n") this.#endLine();
    else if (length < rest.length) this.#json = new JsonPrefix();
    return from + length + (rest[length] === "\n" ? 1 : 0);
  }

  /** Reads one code unit of possible JSON. If it turns out not to be JSON, the unit is read again as something else. */
  #inJson(text: string, at: number): number {
    const unit = text.charAt(at);
    this.#json?.read(unit);
    if (this.#json?.isBroken === true) {
      this.#json = undefined;
      return at;
    }
    if (this.#json?.goesOn === false) this.#json = undefined;
    if (unit === "\n") this.#endLine();
    else this.#addToLine(unit);
    return at + 1;
  }

  #addToLine(text: string): void {
    if (this.#line.length < MAX_LINE) this.#line += text.slice(0, MAX_LINE);
  }

  #endLine(): void {
    const [, fence] = FENCE.exec(this.#line) ?? [];
    if (fence !== undefined && this.#fence === "") this.#fence = fence;
    else if (fence?.startsWith(this.#fence) === true) this.#fence = "";
    this.#line = "";
  }
}
