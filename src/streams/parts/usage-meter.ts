import { TokenCounter } from "../../text/pre-tokenizer.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import type { Stage } from "../stage.ts";
import { isDelta, Tracks } from "./tracks.ts";

/** Counts the tokens of all tracks of a stream. */
class TokenTally {
  readonly #tracks = new Tracks(() => new TokenCounter());

  read(part: StreamPart): void {
    if (isDelta(part)) this.#tracks.of(part).feed(part.text);
  }

  get count(): number {
    let total = 0;
    for (const counter of this.#tracks.all()) total += counter.count;
    return total;
  }
}

/**
 * Measures an answer at two places: where the model's parts arrive, and where parts leave for the client. Figures from
 * the provider take precedence; otherwise tokens are counted in the text and marked as estimated.
 */
export class UsageMeter {
  /** Put this first. It removes the provider's usage from the stream; {@link delivered} adds one at the end. */
  readonly generated: Stage<StreamPart, StreamPart>;
  /** Put this last. It emits one `usage` part at the end. */
  readonly delivered: Stage<StreamPart, StreamPart>;
  readonly #promptTokens: () => number;
  readonly #generated = new TokenTally();
  readonly #delivered = new TokenTally();
  #reported: TokenUsage | undefined;

  /** @param promptTokens - estimates the prompt; only asked when the provider reports nothing of it. */
  constructor(promptTokens: () => number) {
    this.#promptTokens = promptTokens;
    this.generated = this.#watchGenerated();
    this.delivered = this.#watchDelivered();
  }

  /**
   * Tokens of the whole call, as reported, or estimated from the text so far. A reported zero counts as not reported.
   */
  usage(): TokenUsage {
    const { promptTokens = 0, completionTokens = 0, totalTokens = 0, estimated = true } = this.#reported ?? {};
    const completion = completionTokens || this.#generated.count;
    // Some providers report only the total.
    const prompt = promptTokens || Math.max(0, totalTokens - completion) || this.#promptTokens();
    return {
      ...this.#reported,
      promptTokens: prompt,
      completionTokens: completion,
      totalTokens: Math.max(totalTokens, prompt + completion),
      estimated: estimated || prompt !== promptTokens || completion !== completionTokens,
    };
  }

  /** Tokens that left for the client, at most as many as were generated. */
  deliveredTokens(): number {
    const { completionTokens, estimated } = this.usage();
    if (estimated || this.#generated.count === 0) return Math.min(this.#delivered.count, completionTokens);
    // Our count differs from the provider's by a factor. An answer delivered in full must equal the generated tokens.
    const share = this.#delivered.count / this.#generated.count;
    return Math.min(completionTokens, Math.round(completionTokens * share));
  }

  #watchGenerated(): Stage<StreamPart, StreamPart> {
    return {
      name: "usage-meter",
      feed: (part, output) => {
        if (part.type === "usage") {
          this.#reported = part.usage;
          return;
        }
        this.#generated.read(part);
        output.enqueue(part);
      },
    };
  }

  #watchDelivered(): Stage<StreamPart, StreamPart> {
    return {
      name: "delivery-meter",
      feed: (part, output) => {
        this.#delivered.read(part);
        output.enqueue(part);
      },
      end: (output) => output.enqueue({ type: "usage", choice: 0, usage: this.usage() }),
    };
  }
}

/**
 * Ensures that a stream ends with exactly one `usage` part: the provider's, or an estimate that is marked as such.
 *
 * @param promptTokens - estimates the tokens of the prompt. Default 0.
 *
 * @example
 * const metered = pipeline(parts, [usageMeter()]);
 */
export const usageMeter = (promptTokens: () => number = () => 0): Stage<StreamPart, StreamPart> => {
  const meter = new UsageMeter(promptTokens);
  return {
    name: "usage-meter",
    feed: (part, output) => meter.generated.feed(part, output),
    end: (output) => meter.delivered.end?.(output),
  };
};
