/** Tells when the JSON object or list that a text begins with is complete. A text that begins otherwise never is. */
export class JsonEnd {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #begun = false;
  #isOther = false;

  get reached(): boolean {
    return this.#begun && this.#depth === 0;
  }

  feed(text: string): void {
    for (const char of text) if (!this.#isOther) this.#read(char);
  }

  #read(char: string): void {
    if (!this.#begun) this.#isOther = !/[\s[{]/.test(char);
    if (this.#escaped) this.#escaped = false;
    else if (this.#inText && char === "\\") this.#escaped = true;
    else if (char === '"') this.#inText = !this.#inText;
    else if (!this.#inText) this.#nest(char);
  }

  #nest(char: string): void {
    if (char === "{" || char === "[") {
      this.#begun = true;
      this.#depth += 1;
    } else if (char === "}" || char === "]") this.#depth -= 1;
  }
}
