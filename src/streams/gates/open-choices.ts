import type { StreamPart, Verdict } from "../../types.ts";

/** Which choices of a stream have begun, and which have not finished. */
export class OpenChoices {
  readonly #open = new Set<number>();
  readonly #finished = new Set<number>();

  see(part: StreamPart): void {
    if (part.type === "finish") {
      this.#open.delete(part.choice);
      this.#finished.add(part.choice);
    } else if (part.type !== "response" && part.type !== "usage" && !this.#finished.has(part.choice)) {
      this.#open.add(part.choice);
    }
  }

  /**
   * What a block looks like in the stream: the verdict, then a finish for every choice that still runs. One choice that
   * is refused ends all, since no client could tell which part of the answer to trust.
   */
  refuse(choice: number, verdict: Verdict): readonly StreamPart[] {
    this.see({ type: "verdict", choice, verdict });
    const finishes = [...this.#open].map((open): StreamPart => ({
      type: "finish",
      choice: open,
      reason: "content_filter",
    }));
    return [{ type: "verdict", choice, verdict }, ...finishes];
  }
}
