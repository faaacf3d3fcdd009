import { parseJson } from "../../json.ts";
import { escapeJson, isJsonScalar } from "./json-reader.ts";
import { JsonPrefix } from "./json-prefix.ts";

/** What begins something in which a mask may have to look otherwise: a value of JSON, a line, or a fence of code. */
const LANDMARK = /[[{\n]/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Code units of a line that are remembered: what a line of code is longer, is not looked at. */
const MAX_LINE = 1_000;

const WORD = /^\w+$/;
const COMMENT = /(?:^|\s)(?:\/\/|#|--|\*)|\/\*/;

/** Whether a line of a program has come to where names and numbers stand: in no string, and in no comment. */
const isBare = (line: string): boolean =>
  !COMMENT.test(line) && ['"', "'", "`"].every((quote) => line.replaceAll(/\\./g, "").split(quote).length % 2 === 1);

/**
 * What stands round a place in a text that is prose, JSON, or both with blocks of code in them, as far as it matters to what
 * is put there: a number in JSON must become a string, and what is masked in code must stay a word.
 */
export class Surroundings {
  #json: JsonPrefix | undefined;
  #line = "";
  #fence = "";

  /** Reads on in the source, up to where the next mask stands or further. */
  read(text: string): void {
    let at = 0;
    while (at < text.length) at = this.#json === undefined ? this.#skip(text, at) : this.#inJson(text, at);
  }

  /** What stands for a value at the place that was read up to. */
  shaped(replacement: string, raw: string): string {
    if (this.#json?.awaitsValue === true && isJsonScalar(raw)) return JSON.stringify(replacement);
    if (this.#fence === "" || !WORD.test(raw) || !isBare(this.#line)) return replacement;
    return replacement.replaceAll(/\W/g, "_");
  }

  /** A value that something stood for at the place that was read up to: what would end a string of JSON is escaped in one. */
  restored(value: string): string {
    const fits = this.#json?.isInString !== true || typeof parseJson(`"${value}"`) === "string";
    return fits ? value : escapeJson(value);
  }

  /** Prose and code, up to what may be JSON. */
  #skip(text: string, from: number): number {
    const rest = text.slice(from);
    const length = LANDMARK.exec(rest)?.index ?? rest.length;
    this.#addToLine(rest.slice(0, length));
    if (rest[length] === "\n") this.#endLine();
    else if (length < rest.length) this.#json = new JsonPrefix();
    return from + length + (rest[length] === "\n" ? 1 : 0);
  }

  /** One code unit of what may be JSON; where it is none any more, the unit is read as something else. */
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
