import type { StreamPart } from "../types/stream-part.ts";

/** The choice of an answer in a format with a single one: the first that has content, whatever its index. */
export class OnlyChoice {
  #index: number | undefined;

  /** Whether a part belongs to it, or to the answer as a whole. */
  has({ type, choice }: StreamPart): boolean {
    if (type === "response" || type === "usage") return true;
    this.#index ??= choice;
    return choice === this.#index;
  }
}
