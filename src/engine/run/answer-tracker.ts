import { EdgeRailsError } from "../../errors.ts";
import { cutsAnswer, isBlock } from "../../streams/gates/verdicts.ts";
import type { UsageMeter } from "../../streams/parts/usage-meter.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { SavedTokens, StreamUsage, TokenUsage } from "../../types/usage.ts";
import type { Outcome, Verdict } from "../../types/verdict.ts";
import { type Deferred, deferred } from "../deferred.ts";
import type { GenerationLog } from "../log/generation-log.ts";
import { outcomeOf } from "../outcome.ts";
import type { Monitors } from "./monitors.ts";
import { Transcript } from "./transcript.ts";

export interface AnswerTrackerOptions {
  readonly meter: UsageMeter;
  readonly log: GenerationLog;
  readonly monitors: Monitors;
  /** Whether a blocked answer is withdrawn entirely, because the client has not seen any of it. */
  readonly withdraws: boolean;
  /** What a block saved, given the usage of the answer it cut off. */
  readonly saved: (spent: TokenUsage) => SavedTokens;
  /** Called once, when the answer is over; `broken` holds the reason if it ended early without a block. */
  readonly onSettled: (usage: StreamUsage, broken?: { readonly reason: unknown }) => void;
}

/** The last stage of an answer: it sees what the client sees, and settles `outcome` and `usage` when it is over. */
export class AnswerTracker implements Stage<StreamPart, StreamPart> {
  readonly name = "answer-tracker";
  readonly #outcome: Deferred<Outcome> = deferred();
  readonly #usage: Deferred<StreamUsage> = deferred();
  readonly #options: AnswerTrackerOptions;
  readonly #verdicts: Verdict[] = [];
  readonly #answerText = new Transcript();
  #settled = false;

  constructor(options: AnswerTrackerOptions) {
    this.#options = options;
  }

  /** Records the text as the rails left it, before values that input rails masked are restored. */
  readonly transcript: Stage<StreamPart, StreamPart> = {
    name: "checked-transcript",
    feed: (part, output) => {
      if (part.type === "text-delta" && part.choice === 0) this.#answerText.add(part.text);
      output.enqueue(part);
    },
  };

  /** Resolves at the end of the answer; rejects when it breaks or is cancelled before a verdict is in. */
  get outcome(): Promise<Outcome> {
    return this.#outcome.promise;
  }

  /** Resolves at the end of the answer, however it ends. */
  get usage(): Promise<StreamUsage> {
    return this.#usage.promise;
  }

  /** Resolves once the answer is over and monitored rails are done: nothing more is logged then. */
  get settled(): Promise<void> {
    return this.usage.then(() => new Promise((resolve) => this.#options.monitors.whenSettled(resolve)));
  }

  /** The text of the first choice as it left, or undefined when it was withdrawn. */
  get answerText(): string | undefined {
    return this.#isWithdrawn ? undefined : this.#answerText.text;
  }

  /** The refusal of the rail that blocked, if it has one of its own. */
  get refusal(): string | undefined {
    return this.#verdicts.find(isBlock)?.refusal;
  }

  get #isWithdrawn(): boolean {
    return this.#options.withdraws && this.#verdicts.some(cutsAnswer);
  }

  feed(part: StreamPart, output: StageOutput<StreamPart>): void {
    if (part.type === "usage") return output.enqueue({ ...part, usage: this.#currentUsage() });
    if (part.type === "verdict") this.#verdicts.push(part.verdict);
    output.enqueue(part);
  }

  end(): void {
    this.#settle(() => {
      // The answer is over; only callers of `outcome` wait for monitored rails.
      this.#options.monitors.whenSettled(() => this.#outcome.resolve(this.outcomeSoFar()));
    });
  }

  /** The outcome by the verdicts that have arrived. */
  outcomeSoFar(): Outcome {
    const { monitors, log } = this.#options;
    return outcomeOf(this.#verdicts, { verdicts: monitors.verdicts, notJudged: log.notJudged });
  }

  abort(given: unknown): void {
    const outcome = this.outcomeSoFar();
    const reason = given ?? new EdgeRailsError("cancelled", "The answer was cancelled before its end");
    this.#settle(
      () => {
        // An answer that was cut off is never called passed: its last check is not in.
        if (outcome.status === "blocked") this.#outcome.resolve(outcome);
        else this.#outcome.reject(reason);
      },
      outcome.status === "blocked" ? undefined : { reason },
    );
  }

  #settle(decide: () => void, broken?: { readonly reason: unknown }): void {
    if (this.#settled) return;
    this.#settled = true;
    const usage = this.#currentUsage();
    this.#options.onSettled(usage, broken);
    decide();
    this.#usage.resolve(usage);
  }

  #currentUsage(): StreamUsage {
    const { meter, log, saved } = this.#options;
    const total = meter.usage();
    const deliveredTokens = this.#isWithdrawn ? 0 : meter.deliveredTokens();
    return {
      ...total,
      deliveredTokens,
      withheldTokens: Math.max(0, total.completionTokens - deliveredTokens),
      ...(this.#verdicts.some(isBlock) ? { saved: saved(total) } : {}),
      rails: log.judgeUsage,
    };
  }
}
