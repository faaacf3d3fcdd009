import { Fifo } from "../streams/fifo.ts";
import { isDelta } from "../streams/parts/tracks.ts";
import { toReadable } from "../streams/pull.ts";
import type { Pull, Stage } from "../streams/stage.ts";
import type { Outcome, StreamPart } from "../types.ts";
import type { CheckedRequest, GenerationInput } from "./options.ts";

type ShadowInput = GenerationInput & { readonly generator: ReadableStream<StreamPart> };

/** The rails that read along, as far as they are asked: an LLMRails. */
interface ShadowRails {
  streamParts(input: ShadowInput): ReadableStream<StreamPart> & { readonly outcome: Promise<Outcome> };
}

/** What a shadow config would have made of an answer. */
export interface ShadowOutcome {
  /** Absent where it could not be told: see `error`. */
  readonly outcome?: Outcome;
  readonly error?: unknown;
  /** Whether it saw only the beginning: the live rails had cut the answer off, or it was too slow to keep up. */
  readonly partial: boolean;
}

/** Characters that wait for a shadow. Who is slower than that sees the beginning. */
const MAX_WAITING = 1_048_576;

/** The parts of a live answer, once more. Taking one costs the live answer nothing but putting it here. */
class Branch implements Pull<StreamPart> {
  /** Whether the answer was longer than what is here. */
  partial = false;
  readonly #waiting = new Fifo<StreamPart>();
  readonly #open = new Set<number>();
  #characters = 0;
  #over = false;
  #cancelled = false;
  #wake: () => void = () => {};

  put(part: StreamPart): void {
    if (this.#over || this.#cancelled) return;
    if (part.type === "finish") this.#open.delete(part.choice);
    if (isDelta(part)) {
      this.#open.add(part.choice);
      this.#characters += part.text.length;
    }
    this.#waiting.push(part);
    if (this.#characters > MAX_WAITING) this.end();
    this.#wake();
  }

  /** No more comes. What was not finished ends here. */
  end(): void {
    if (this.#over || this.#cancelled) return;
    for (const choice of this.#open) {
      this.partial = true;
      this.#waiting.push({ type: "finish", choice, reason: "length" });
    }
    this.#over = true;
    this.#wake();
  }

  async pull(): Promise<readonly StreamPart[] | undefined> {
    while (this.#waiting.size === 0) {
      if (this.#over || this.#cancelled) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const parts: StreamPart[] = [];
    for (let part = this.#waiting.take(); part !== undefined; part = this.#waiting.take()) parts.push(part);
    this.#characters = 0;
    return parts;
  }

  cancel(): Promise<void> {
    this.#cancelled = true;
    this.#waiting.clear();
    this.#wake();
    return Promise.resolve();
  }
}

const inputOf = (
  { messages, variables, options }: CheckedRequest,
  generator: ReadableStream<StreamPart>,
): ShadowInput => {
  const context = Object.keys(variables).length === 0 ? [] : [{ role: "context", content: variables } as const];
  const { llm_params } = options;
  return {
    messages: [...context, ...messages],
    generator,
    options: llm_params === undefined ? {} : { llm_params },
  };
};

/**
 * Another config that reads along: its input rails read the same question, its output rails what the model says before any
 * live rail, and they enforce on a copy that nobody is sent. So its verdicts are those it would reach live, and the live
 * answer is the same with it and without.
 */
export class Shadow {
  /** Never rejects. */
  readonly outcome: Promise<ShadowOutcome>;
  readonly #branch = new Branch();

  constructor(rails: ShadowRails, request: CheckedRequest) {
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
      const stream = rails.streamParts(inputOf(request, toReadable(this.#branch)));
      stream.outcome.catch(() => {});
      for await (const _ of stream);
      return { outcome: await stream.outcome, partial: this.#branch.partial };
    } catch (error) {
      return { error, partial: this.#branch.partial };
    }
  }
}
