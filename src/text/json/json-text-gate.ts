import { JsonUnescaper } from "./json-unescaper.ts";
import type { TextFinding, TextGate } from "../text-gate.ts";

/**
 * A gate over a JSON text, such as the arguments of a tool call, that reads it twice: as it stands, and with the escapes
 * of its strings undone. Otherwise `\u0073` for an `s` would walk past every pattern. What leaves is what both let go.
 */
export class JsonTextGate implements TextGate {
  blocked: TextFinding | undefined;
  readonly #written: TextGate;
  readonly #meant: TextGate;
  readonly #unescaper: JsonUnescaper = new JsonUnescaper();
  #held = "";
  #released = 0;
  #writtenFree = 0;
  #meantFree = 0;

  /** @param create - makes a gate that blocks and does not rewrite. */
  constructor(create: () => TextGate) {
    this.#written = create();
    this.#meant = create();
  }

  feed(text: string): string {
    if (this.blocked !== undefined) return "";
    this.#held += text;
    this.#writtenFree += this.#written.feed(text).length;
    this.#meantFree += this.#meant.feed(this.#unescaper.feed(text)).length;
    return this.#release();
  }

  end(): string {
    if (this.blocked !== undefined) return "";
    this.#writtenFree += this.#written.end().length;
    this.#meantFree += this.#meant.feed(this.#unescaper.end()).length + this.#meant.end().length;
    return this.#release();
  }

  #release(): string {
    const until = Math.min(this.#writtenFree, this.#unescaper.sourceOffset(this.#meantFree));
    this.blocked = this.#written.blocked ?? this.#located(this.#meant.blocked);
    const text = this.#held.slice(0, Math.max(0, until - this.#released));
    this.#held = this.blocked === undefined ? this.#held.slice(text.length) : "";
    this.#released += text.length;
    return text;
  }

  /** A finding in the decoded text, from where on it was held in the text as written. */
  #located(finding: TextFinding | undefined): TextFinding | undefined {
    if (finding === undefined) return undefined;
    const { position } = this.#unescaper;
    return { ...finding, start: this.#unescaper.sourceOffset(Math.max(finding.start, this.#meantFree)), end: position };
  }
}
