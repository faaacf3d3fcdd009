/** Finds the end of the JSON object, list or string with which a text starts. Other text has no end. */
export class JsonEnd {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #begun = false;
  #isOther = false;

  get reached(): boolean {
    return this.#begun && !this.#isOther && this.#depth === 0 && !this.#inText;
  }

  /**
   * How many characters of a text belong to the value: all of them, unless the value ends there or has ended before.
   */
  feed(text: string): number {
    let at = 0;
    while (at < text.length && !this.#isOther && !this.reached) {
      this.#read(text.charAt(at));
      at += 1;
    }
    return this.#isOther ? text.length : at;
  }

  #read(char: string): void {
    if (!this.#begun && /\s/.test(char)) return;
    if (!this.#begun && !/[[{"]/.test(char)) this.#isOther = true;
    this.#begun = true;
    if (this.#escaped) this.#escaped = false;
    else if (this.#inText && char === "\\") this.#escaped = true;
    else if (char === '"') this.#inText = !this.#inText;
    else if (!this.#inText) this.#nest(char);
  }

  #nest(char: string): void {
    if (char === "{" || char === "[") this.#depth += 1;
    else if (char === "}" || char === "]") this.#depth -= 1;
  }
}
