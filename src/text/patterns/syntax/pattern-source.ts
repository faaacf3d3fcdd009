import { PatternError } from "./pattern-error.ts";

/** A pattern while it is parsed, character by character. */
export class PatternSource {
  readonly text: string;
  /** Offset of the next character. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The next code unit; empty at the end. */
  peek(): string {
    return this.text.charAt(this.at);
  }

  next(): string {
    const code = this.text.codePointAt(this.at);
    if (code === undefined) throw this.error("Cannot read pattern: it ends too early");
    this.at += code > 0xffff ? 2 : 1;
    return String.fromCodePoint(code);
  }

  /** Consumes the next code unit if it is this one. */
  take(char: string): boolean {
    if (this.peek() !== char) return false;
    this.at++;
    return true;
  }

  /** An error at the current position. */
  error(message: string): PatternError {
    const at = Array.from(this.text.slice(0, this.at)).length;
    return new PatternError(`${message} (at character ${at})`, at);
  }
}
