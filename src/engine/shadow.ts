import type { RailsConfigData } from "../config/config-types.ts";
import { optional } from "../json.ts";
import type { Pull, Stage } from "../streams/stage.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { Outcome } from "../types/verdict.ts";
import type { CheckedRequest } from "./checked-request.ts";
import { ShadowBranch } from "./shadow-branch.ts";

/** The part of `LLMRails` that a shadow needs. */
export interface ShadowRails {
  readonly config: Pick<RailsConfigData, "rails">;
  readAlong(request: CheckedRequest, answer: Pull<StreamPart>): Promise<Outcome>;
}

/** The outcome that an answer would have had under the shadow config. */
export interface ShadowOutcome {
  /** Absent if the shadow failed: see `error`. */
  readonly outcome?: Outcome;
  readonly error?: unknown;
  /**
   * Whether it did not see the whole answer: the live rails blocked the request or the answer, the model failed, or the
   * shadow was too slow to keep up.
   */
  readonly partial: boolean;
}

/**
 * The request without its options, which concern the live answer. Model parameters stay: stop sequences cut the answer.
 */
const forShadow = ({ options: { llm_params }, threadId: _threadId, ...request }: CheckedRequest): CheckedRequest => ({
  ...request,
  options: optional("llm_params", llm_params),
});

/**
 * Shadow-tests another config on a live request. Its input rails read the same messages, its output rails the model's
 * answer before any live rail has changed it. They enforce on a copy that is dropped, so the verdicts are those the
 * config would reach live, and the live answer does not change.
 */
export class Shadow {
  /** Never rejects. */
  readonly outcome: Promise<ShadowOutcome>;
  readonly #branch: ShadowBranch;

  constructor(rails: ShadowRails, request: CheckedRequest) {
    // Only windows that are counted in deltas depend on how the text was split.
    this.#branch = new ShadowBranch(rails.config.rails.output.streaming.unit !== "delta");
    this.outcome = this.#run(rails, request);
  }

  /** Copies the model's parts into the branch as they pass. */
  readonly stage: Stage<StreamPart, StreamPart> = {
    name: "shadow",
    feed: (part, output) => {
      this.#branch.put(part);
      output.enqueue(part);
    },
    end: () => this.#branch.end(),
  };

  /** Called when the live answer is over. */
  end(): void {
    this.#branch.end();
  }

  async #run(rails: ShadowRails, request: CheckedRequest): Promise<ShadowOutcome> {
    try {
      const outcome = await rails.readAlong(forShadow(request), this.#branch);
      return { outcome, partial: this.#branch.isPartial };
    } catch (error) {
      return { error, partial: this.#branch.isPartial };
    } finally {
      // After a verdict no more parts need to be buffered.
      await this.#branch.cancel();
    }
  }
}
