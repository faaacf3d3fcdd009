import type { StreamPart } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";

/** Tracks which choices of a stream have started and not finished. */
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
   * The parts that a block adds to the stream: the verdict, then a `finish` for every open choice. Blocking one choice
   * ends all of them, because a client could not tell which part of the answer to trust.
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
