import { partSize } from "../streams/parts/part-size.ts";
import { isDelta, opensToolCall, sameTrack } from "../streams/parts/tracks.ts";
import type { Pull } from "../streams/stage.ts";
import { JoinedText } from "../text/joined-text.ts";
import type { DeltaPart, StreamPart } from "../types/stream-part.ts";

/** Code units of the buffer. A shadow that falls further behind sees only the beginning of the answer. */
const MAX_BUFFERED = 1_048_576;

/** Parts per pull. A shadow is not latency-sensitive, and pulls would be most of its cost if each read one token. */
const BATCH = 256;

/**
 * A branch of the live answer for the shadow to read, as `ReadableStream.tee` makes one, but with a bounded buffer and
 * without slowing down the live answer: `put` is synchronous.
 */
export class ShadowBranch implements Pull<StreamPart> {
  #isPartial = false;
  readonly #joins: boolean;
  #buffer: StreamPart[] = [];
  /** The last delta, which is not in the buffer yet, and its joined text. */
  #last: DeltaPart | undefined;
  #text = new JoinedText();
  readonly #openChoices = new Set<number>();
  #hasBegun = false;
  #parts = 0;
  #size = 0;
  #isEnded = false;
  #isCancelled = false;
  #wake: () => void = () => {};

  /** @param joins - whether consecutive deltas may be joined, which saves the shadow most of its work. */
  constructor(joins: boolean) {
    this.#joins = joins;
  }

  /** Whether the shadow sees less than the whole answer. */
  get isPartial(): boolean {
    return this.#isPartial;
  }

  put(part: StreamPart): void {
    if (this.#isEnded || this.#isCancelled) return;
    this.#hasBegun = true;
    if (part.type === "finish") this.#openChoices.delete(part.choice);
    if (isDelta(part)) this.#putDelta(part);
    else this.#push(part);
    this.#parts++;
    if (this.#size > MAX_BUFFERED) this.#endEarly();
    else if (this.#parts >= BATCH) this.#wake();
  }

  #endEarly(): void {
    this.#isPartial = true;
    this.end();
  }

  /** Ends the branch. Choices that have not finished get the finish reason `length`. */
  end(): void {
    if (this.#isEnded || this.#isCancelled) return;
    for (const choice of this.#openChoices) {
      this.#isPartial = true;
      this.#push({ type: "finish", choice, reason: "length" });
    }
    this.#isEnded = true;
    this.#wake();
  }

  async pull(): Promise<readonly StreamPart[] | undefined> {
    while (this.#parts < BATCH && !this.#isEnded && !this.#isCancelled) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#flush();
    if (!this.#hasBegun) this.#isPartial = true;
    if (this.#buffer.length === 0) return undefined;
    const parts = this.#buffer;
    this.#buffer = [];
    this.#parts = 0;
    this.#size = 0;
    return parts;
  }

  cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#buffer = [];
    this.#last = undefined;
    this.#wake();
    return Promise.resolve();
  }

  #putDelta(part: DeltaPart): void {
    this.#openChoices.add(part.choice);
    if (!this.#joins) return this.#push(part);
    if (sameTrack(part, this.#last) && !opensToolCall(part)) this.#size += part.text.length;
    else {
      this.#flush();
      this.#last = part;
      this.#size += partSize(part);
    }
    this.#text.add(part.text);
  }

  #push(part: StreamPart): void {
    this.#flush();
    this.#buffer.push(part);
    this.#size += partSize(part);
  }

  /** Moves the joined delta into the buffer. */
  #flush(): void {
    if (this.#last === undefined) return;
    this.#buffer.push({ ...this.#last, text: this.#text.text });
    this.#last = undefined;
    this.#text = new JoinedText();
  }
}
