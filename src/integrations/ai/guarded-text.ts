import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import { type CheckedRequest, requestAbout } from "../../engine/checked-request.ts";
import { assertStreaming } from "../../engine/engine-parts.ts";
import { forbiddenInAnswers } from "../../rails/forbids.ts";
import { discard } from "../../streams/discard.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import type { Pull } from "../../streams/stage.ts";
import type { InputMessage } from "../../types.ts";
import { callFailure } from "./call-failure.ts";
import { cutAnswer } from "./cut-step.ts";
import { GuardedStep, type StepOptions } from "./guarded-step.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden } from "../without-forbidden.ts";
import { type TextPart, TextParts, withheld } from "./text-parts.ts";

/** What is known of the answer under guard. */
export interface GuardTransformOptions {
  /** The conversation that is answered: input rails check it before the first step is read, output rails are told the question. */
  readonly messages?: readonly InputMessage[];
}

/** What `streamText` calls for its `experimental_transform`. */
export type GuardTransform = <PART extends { readonly type: string }>() => TransformStream<PART, PART>;

/** Parts that begin and end a whole answer, or say how it broke. */
const OUTSIDE: ReadonlySet<string> = new Set(["start", "abort", "error", "ping", "steering-message"]);

/** What a stream is not whole without: told in any case, less what a rail forbids in it. */
const FRAME: ReadonlySet<string> = new Set(["start-step", "finish"]);

const told = callFailure("ai");

/**
 * What a model says within a step. Where `streamText` asks again in the midst of one (`streamRetries`), it makes a new
 * transform, which sees the second attempt without the start of its step.
 */
const OF_MODEL =
  /^(?:text|reasoning|tool-input)-(?:start|delta|end)$|^(?:tool-call|source|file|reasoning-file|custom)$/;

/** What all the steps of an answer have in common. */
type Steps = Omit<StepOptions, "request" | "texts" | "next" | "stop"> & {
  readonly requestOf: (step: number) => CheckedRequest;
};

/** An answer of any number of steps. Each goes through the rails by itself, as its model was asked by itself. */
class GuardedText implements Pull<TextPart> {
  readonly #source: Pull<TextPart>;
  readonly #steps: Steps;
  readonly #told = new Map<string, TextPart>();
  readonly #ended: TextPart[] = [];
  #step: GuardedStep | undefined;
  /** A part of a step that is entered without its start. */
  #first: TextPart | undefined;
  #isOver = false;

  constructor(source: Pull<TextPart>, steps: Steps) {
    this.#source = source;
    this.#steps = steps;
  }

  async pull(): Promise<readonly TextPart[] | undefined> {
    while (!this.#isOver) {
      const batch = this.#step === undefined ? await this.#between() : ((await this.#step.pull()) ?? this.#leave());
      if (batch === undefined) return undefined;
      if (batch.length > 0) return batch;
    }
    return undefined;
  }

  async cancel(reason?: unknown): Promise<void> {
    await this.#step?.cancel(reason);
    await this.#source.cancel(reason);
  }

  readonly #next = async (): Promise<TextPart | undefined> => {
    const part = this.#first ?? (await this.#source.pull())?.[0];
    this.#first = undefined;
    return part?.type === "error" ? { ...part, error: told(part["error"]) } : part;
  };

  async #between(): Promise<readonly TextPart[] | undefined> {
    const part = await this.#next();
    if (part === undefined) return undefined;
    if (part.type === "start-step") this.#enter();
    else if (OF_MODEL.test(part.type)) {
      this.#first = part;
      this.#enter();
      return [];
    }
    if (FRAME.has(part.type)) return [{ ...withoutForbidden(part, this.#steps.forbids), type: part.type }];
    if (!OUTSIDE.has(part.type) && this.#steps.forbids(textsIn(part))) {
      return part.type === "tool-result" ? [withheld(part)] : [];
    }
    return [part];
  }

  #enter(): void {
    const { requestOf, ...options } = this.#steps;
    const texts = new TextParts(options.forbids, this.#told);
    this.#step = new GuardedStep({
      ...options,
      request: requestOf(this.#ended.length),
      texts,
      next: this.#next,
      stop: this.#stop,
    });
  }

  /** Nothing comes after a step that was cut off. */
  #leave(): readonly TextPart[] {
    const ended = this.#step?.ended;
    this.#step = undefined;
    if (ended === undefined) return [];
    this.#ended.push(ended.step);
    if (!ended.isCut) return [];
    this.#isOver = true;
    this.#stop();
    return [cutAnswer(this.#ended)];
  }

  /**
   * Stops the model by leaving it. `stopStream` would do that, too, but where the AI SDK is about to end a step then, it
   * throws where nobody can catch it, of which a process of Node ends.
   */
  readonly #stop = (): void => discard(this.#source);
}

/** The question is read once, before the first step. */
const requestAt = (messages: readonly InputMessage[], step: number): CheckedRequest =>
  requestAbout(messages, step === 0 ? {} : { rails: { input: false, tool_input: false } });

/** See `guardTransform`. `verdictPart` is how a verdict is told in a stream of this version of the AI SDK. */
export const textTransform = (
  rails: LLMRails,
  { messages = [] }: GuardTransformOptions,
  verdictPart: StepOptions["verdictPart"],
): GuardTransform => {
  const engine = partsOf(rails);
  assertStreaming(engine.config);
  const forbids = forbiddenInAnswers(engine.rails);
  return <PART extends { readonly type: string }>() => {
    const { readable, writable } = new TransformStream<PART, PART>();
    const guarded = new GuardedText(pullFrom(readable), {
      engine,
      verdictPart,
      requestOf: (step) => requestAt(messages, step),
      forbids,
    });
    return { readable: toReadable(guarded) as ReadableStream<unknown> as ReadableStream<PART>, writable };
  };
};
