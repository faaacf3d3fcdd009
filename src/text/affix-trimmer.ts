import { PartialMatch } from "./partial-match.ts";

/** What is removed from a text. */
export interface Affixes {
  /** Removed once, if the text starts with it. */
  readonly prefix?: string | undefined;
  /** Removed once, if the text ends with it. */
  readonly suffix?: string | undefined;
}

/**
 * Removes a prefix and a suffix, even if they are split over chunks. A text that does not start with the prefix passes
 * unchanged. Holds back at most the length of the prefix, later of the suffix.
 */
export class AffixTrimmer {
  #prefix: string;
  readonly #suffix: PartialMatch | undefined;
  /** Text that may become the prefix. */
  #opening = "";
  /** Text that may become the suffix. */
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
