import type { Following } from "../text-gate.ts";
import { escapeAt, nextEscape } from "./escapes.ts";
import { MappedNormalizer } from "./mapped-normalizer.ts";

/**
 * Decodes escapes: `%41`, `%C3%A9` and `%u0041` of URLs, also in more bytes than UTF-8 needs; `&#65;`, `&#x41;` and
 * names of HTML; `\u0041`, `\u{41}`, `\U00000041`, `\x41`, `\xc3\xa9`, `\x{41}` and `\101` of programs; and ASCII
 * hidden as tag characters or variation selectors. Each becomes one character. An HTML comment of up to 64 code units
 * is removed. Holds back what may become an escape: at most 15 code units, or 63 of a comment.
 */
export class EscapeNormalizer extends MappedNormalizer {
  readonly #only: string | undefined;
  #open = "";

  /** @param kinds - `entities`: only those of HTML are undone. Default: all. */
  constructor(kinds: "all" | "entities" = "all") {
    super();
    this.#only = kinds === "all" ? undefined : "&";
  }

  override feed(text: string): string {
    return this.#read(this.#open === "" ? text : this.#open + text, "more");
  }

  override end(): string {
    return this.#read(this.#open, "end");
  }

  #read(text: string, following: Following): string {
    const isLast = following === "end";
    let read = "";
    for (let at = 0; at < text.length;) {
      const next = nextEscape(text, at);
      read += this.#copy(next - at === text.length ? text : text.slice(at, next));
      const found = next === text.length || !this.#undoes(text.charAt(next)) ? undefined : escapeAt(text, next, isLast);
      if (found === "open") {
        this.#open = text.slice(next);
        return read;
      }
      if (found === undefined) read += this.#copy(text.charAt(next));
      else read += this.#undo(found.text, found.length);
      at = next + (found?.length ?? 1);
    }
    this.#open = "";
    return read;
  }

  #undoes(first: string): boolean {
    return this.#only === undefined || first === this.#only;
  }

  #copy(text: string): string {
    if (text !== "") this.map.copy(text.length, this.position);
    this.position += text.length;
    return text;
  }

  #undo(text: string, length: number): string {
    if (text !== "") this.map.replace(text.length, this.position, this.position + length);
    this.position += length;
    return text;
  }
}
