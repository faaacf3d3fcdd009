import { PartialMatch } from "./partial-match.ts";

/** What is taken off a text. */
export interface Affixes {
  /** Removed once, when the text begins with it. */
  readonly prefix?: string | undefined;
  /** Removed once, when the text ends with it. */
  readonly suffix?: string | undefined;
}

/**
 * Removes a prefix and a suffix across chunk borders. A text that does not begin with the prefix passes unchanged. Holds
 * back at most the length of the prefix, later of the suffix.
 */
export class AffixTrimmer {
  #prefix: string;
  readonly #suffix: PartialMatch | undefined;
  /** What may become the prefix. */
  #opening = "";
  /** What may become the suffix. */
  #held = "";

  constructor({ prefix, suffix }: Affixes) {
    this.#prefix = prefix ?? "";
    this.#suffix = suffix === undefined || suffix === "" ? undefined : new PartialMatch(suffix);
  }

  feed(text: string): string {
    return this.#holdSuffix(this.#trimPrefix(text));
  }

  end(): string {
    const rest = this.#prefix === "" ? "" : this.#holdSuffix(this.#givePrefixUp());
    if (this.#suffix?.complete === true) return rest;
    return rest + this.#held;
  }

  #trimPrefix(text: string): string {
    if (this.#prefix === "") return text;
    this.#opening += text;
    if (this.#opening.length < this.#prefix.length && this.#prefix.startsWith(this.#opening)) return "";
    if (this.#opening.startsWith(this.#prefix)) this.#opening = this.#opening.slice(this.#prefix.length);
    return this.#givePrefixUp();
  }

  #givePrefixUp(): string {
    const text = this.#opening;
    this.#opening = "";
    this.#prefix = "";
    return text;
  }

  #holdSuffix(text: string): string {
    if (this.#suffix === undefined) return text;
    for (let i = 0; i < text.length; i++) this.#suffix.feed(text.charCodeAt(i));
    const all = this.#held + text;
    const cut = all.length - this.#suffix.length;
    this.#held = all.slice(cut);
    return all.slice(0, cut);
  }
}
