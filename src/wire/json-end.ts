/** Tells when the JSON value that a text begins with is complete. */
export class JsonEnd {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #begun = false;

  get reached(): boolean {
    return this.#begun && this.#depth === 0;
  }

  feed(text: string): void {
    for (const char of text) this.#read(char);
  }

  #read(char: string): void {
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
