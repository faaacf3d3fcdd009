import { assertDropIn } from "../../engine/assert-drop-in.ts";
import { type CheckedRequest, requestAbout } from "../../engine/checked-request.ts";
import { assertStreaming } from "../../engine/engine-parts.ts";
import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import { forbiddenInAnswers } from "../../rails/forbids.ts";
import { discard } from "../../streams/discard.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import type { Pull } from "../../streams/stage.ts";
import type { InputMessage } from "../../types/chat-message.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden } from "../without-forbidden.ts";
import { callFailure } from "./call-failure.ts";
import { cutAnswer } from "./cut-step.ts";
import { GuardedStep, type StepOptions } from "./guarded-step.ts";
import { type TextPart, TextParts, withheld } from "./text-parts.ts";

/** Options of `guardTransform`. */
export interface GuardTransformOptions {
  /** The conversation: input rails check it before the first step is delivered, output rails get it as context. */
  readonly messages?: readonly InputMessage[];
}

const OPTIONS: Readonly<Record<keyof GuardTransformOptions, true>> = { messages: true };

/** The type of `experimental_transform` of `streamText`. */
export type GuardTransform = <PART extends { readonly type: string }>() => TransformStream<PART, PART>;

/** Parts that begin or end an answer, or report an error. */
const OUTSIDE: ReadonlySet<string> = new Set(["start", "abort", "error", "ping", "steering-message"]);

/** Parts that every stream needs. They are always delivered, without anything that a rail forbids. */
const FRAME: ReadonlySet<string> = new Set(["start-step", "finish"]);

const mapError = callFailure("ai");

/**
 * Parts of a model within a step. When `streamText` retries in the middle of a step (`streamRetries`), it creates a new
 * transform, which sees the second attempt without `start-step`.
 */
const OF_MODEL =
  /^(?:text|reasoning|tool-input)-(?:start|delta|end)$|^(?:tool-call|source|file|reasoning-file|custom)$/;

/** What all steps of an answer share. */
type Steps = Omit<StepOptions, "request" | "texts" | "next" | "stop"> & {
  readonly requestOf: (step: number) => CheckedRequest;
};

/** Guards an answer of any number of steps. Each step has a run of its own, like its model call. */
class GuardedText implements Pull<TextPart> {
  readonly #source: Pull<TextPart>;
  readonly #steps: Steps;
  readonly #delivered = new Map<string, TextPart>();
  readonly #ended: TextPart[] = [];
  #step: GuardedStep | undefined;
  /** The first part of a step that began without `start-step`. */
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
    if (part?.type === "error") return { type: part.type, error: mapError(part["error"]) };
    return part?.type === "ping" ? { type: part.type } : part;
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
      return part.type === "tool-result" ? [withheld(part, this.#steps.forbids)] : [];
    }
    return [part];
  }

  #enter(): void {
    const { requestOf, ...options } = this.#steps;
    const texts = new TextParts(options.forbids, this.#delivered);
    this.#step = new GuardedStep({
      ...options,
      request: requestOf(this.#ended.length),
      texts,
      next: this.#next,
      stop: this.#stop,
    });
  }

  /** After a step that was cut off the answer ends. */
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
   * Aborts the model call by cancelling the stream. `stopStream` would do so too, but if the AI SDK is just ending a
   * step, it throws an error that cannot be caught and ends a Node process.
   */
  readonly #stop = (): void => discard(this.#source);
}

/** The request of a step. Input rails only run before the first one. */
const requestAt = (messages: readonly InputMessage[], step: number): CheckedRequest =>
  requestAbout(messages, step === 0 ? {} : { rails: { input: false, tool_input: false } });

/** See `guardTransform`. `verdictPart` makes the verdict part for a version of the AI SDK. */
export const textTransform = (
  rails: LLMRails,
  options: GuardTransformOptions,
  verdictPart: StepOptions["verdictPart"],
): GuardTransform => {
  assertDropIn("guardTransform", rails, options, OPTIONS);
  const { messages = [] } = options;
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
