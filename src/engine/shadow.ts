import type { RailsConfigData } from "../config/config-types.ts";
import { optional } from "../json.ts";
import { isDelta, opensToolCall, sameTrack } from "../streams/parts/tracks.ts";
import type { Pull, Stage } from "../streams/stage.ts";
import type { DeltaPart, Outcome, StreamPart } from "../types.ts";
import type { CheckedRequest } from "./checked-request.ts";

/** The rails that read along, as far as they are asked: an LLMRails. */
export interface ShadowRails {
  readonly config: Pick<RailsConfigData, "rails">;
  readAlong(request: CheckedRequest, answer: Pull<StreamPart>): Promise<Outcome>;
}

/** What a shadow config would have made of an answer. */
export interface ShadowOutcome {
  /** Absent where it could not be told: see `error`. */
  readonly outcome?: Outcome;
  readonly error?: unknown;
  /**
   * Whether it saw only the beginning, or nothing: the live rails had cut the answer off or refused the question, the model
   * failed, or it was too slow to keep up.
   */
  readonly partial: boolean;
}

/** Characters that wait for a shadow. Who is slower than that sees the beginning. */
const MAX_WAITING = 1_048_576;

/** Parts that are read in one go: nobody waits for a shadow, and a step for each token would cost most of what it costs. */
const BATCH = 256;

/** The parts of a live answer, once more. Taking one costs the live answer nothing but putting it here. */
class Branch implements Pull<StreamPart> {
  /** Whether the answer was longer than what is here, or what is here is none. */
  partial = false;
  /** Whether deltas that follow each other may become one: rails read text, however it is cut. */
  readonly #joins: boolean;
  #waiting: StreamPart[] = [];
  /** The last that waits, and its text so far. */
  #last: DeltaPart | undefined;
  #text = "";
  readonly #open = new Set<number>();
  #begun = false;
  #taken = 0;
  #characters = 0;
  #over = false;
  #cancelled = false;
  #wake: () => void = () => {};

  constructor(joins: boolean) {
    this.#joins = joins;
  }

  put(part: StreamPart): void {
    if (this.#over || this.#cancelled) return;
    this.#begun = true;
    if (part.type === "finish") this.#open.delete(part.choice);
    if (isDelta(part)) this.#putDelta(part);
    else this.#push(part);
    this.#taken++;
    if (this.#characters > MAX_WAITING) this.end();
    else if (this.#taken >= BATCH) this.#wake();
  }

  /** No more comes. What was not finished ends here. */
  end(): void {
    if (this.#over || this.#cancelled) return;
    for (const choice of this.#open) {
      this.partial = true;
      this.#push({ type: "finish", choice, reason: "length" });
    }
    this.#over = true;
    this.#wake();
  }

  async pull(): Promise<readonly StreamPart[] | undefined> {
    while (this.#taken < BATCH && !this.#over && !this.#cancelled) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    this.#join();
    if (!this.#begun) this.partial = true;
    if (this.#waiting.length === 0) return undefined;
    const parts = this.#waiting;
    this.#waiting = [];
    this.#taken = 0;
    this.#characters = 0;
    return parts;
  }

  cancel(): Promise<void> {
    this.#cancelled = true;
    this.#waiting = [];
    this.#last = undefined;
    this.#wake();
    return Promise.resolve();
  }

  #putDelta(part: DeltaPart): void {
    this.#open.add(part.choice);
    this.#characters += part.text.length;
    if (!this.#joins) this.#waiting.push(part);
    else if (sameTrack(part, this.#last) && !opensToolCall(part)) this.#text += part.text;
    else {
      this.#join();
      this.#last = part;
      this.#text = part.text;
    }
  }

  #push(part: StreamPart): void {
    this.#join();
    this.#waiting.push(part);
  }

  /** Deltas that became one are one from here on. */
  #join(): void {
    if (this.#last === undefined) return;
    this.#waiting.push({ ...this.#last, text: this.#text });
    this.#last = undefined;
  }
}

/** What a client chose of rails and of the log is about the live answer; its parameters say where an answer is cut. */
const withoutChoices = ({
  options: { llm_params },
  threadId: _threadId,
  ...request
}: CheckedRequest): CheckedRequest => ({
  ...request,
  options: optional("llm_params", llm_params),
});

/**
 * Another config that reads along: its input rails read the same question, its output rails what the model says before any
 * live rail, and they enforce on a copy that nobody is sent. So its verdicts are those it would reach live, and the live
 * answer is the same with it and without.
 */
export class Shadow {
  /** Never rejects. */
  readonly outcome: Promise<ShadowOutcome>;
  readonly #branch: Branch;

  constructor(rails: ShadowRails, request: CheckedRequest) {
    // Only windows that count deltas can tell how a text was cut.
    this.#branch = new Branch(rails.config.rails.output.streaming.unit !== "delta");
    this.outcome = this.#run(rails, request);
  }

  /** Puts what the model says aside, in passing. */
  readonly stage: Stage<StreamPart, StreamPart> = {
    name: "shadow",
    feed: (part, output) => {
      this.#branch.put(part);
      output.enqueue(part);
    },
    end: () => this.#branch.end(),
  };

  /** The live answer is over. */
  end(): void {
    this.#branch.end();
  }

  async #run(rails: ShadowRails, request: CheckedRequest): Promise<ShadowOutcome> {
    try {
      const outcome = await rails.readAlong(withoutChoices(request), this.#branch);
      return { outcome, partial: this.#branch.partial };
    } catch (error) {
      return { error, partial: this.#branch.partial };
    } finally {
      // What comes after a verdict need not be put aside.
      await this.#branch.cancel();
    }
  }
}
