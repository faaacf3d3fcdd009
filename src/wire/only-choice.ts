import type { StreamPart } from "../types.ts";

/** The choice of an answer in a format that knows one: the first that brings anything, whatever its provider numbers it. */
export class OnlyChoice {
  #index: number | undefined;

  /** Whether a part is of it, or of the answer as a whole. */
  has({ type, choice }: StreamPart): boolean {
    if (type === "response" || type === "usage") return true;
    this.#index ??= choice;
    return choice === this.#index;
  }
}
