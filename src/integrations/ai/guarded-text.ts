import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import { type CheckedRequest, requestAbout } from "../../engine/checked-request.ts";
import { assertStreaming } from "../../engine/engine-parts.ts";
import { forbiddenInAnswers } from "../../rails/forbids.ts";
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
export type GuardTransform = <PART extends { readonly type: string }>(options: {
  /** Stops the model. */
  readonly stopStream: () => void;
}) => TransformStream<PART, PART>;

/** Parts that begin and end a whole answer, or say how it broke. */
const OUTSIDE: ReadonlySet<string> = new Set(["start", "abort", "error", "ping", "steering-message"]);

/** What a stream is not whole without: told in any case, less what a rail forbids in it. */
const FRAME: ReadonlySet<string> = new Set(["start-step", "finish"]);

const told = callFailure("ai");

/** What all the steps of an answer have in common. */
type Steps = Omit<StepOptions, "request" | "texts" | "next"> & {
  readonly requestOf: (step: number) => CheckedRequest;
};

/** An answer of any number of steps. Each goes through the rails by itself, as its model was asked by itself. */
class GuardedText implements Pull<TextPart> {
  readonly #source: Pull<TextPart>;
  readonly #steps: Steps;
  readonly #told = new Map<string, TextPart>();
  readonly #ended: TextPart[] = [];
  #step: GuardedStep | undefined;
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
    const part = (await this.#source.pull())?.[0];
    return part?.type === "error" ? { ...part, error: told(part["error"]) } : part;
  };

  async #between(): Promise<readonly TextPart[] | undefined> {
    const part = await this.#next();
    if (part === undefined) return undefined;
    if (part.type === "start-step") this.#enter();
    if (FRAME.has(part.type)) return [{ ...withoutForbidden(part, this.#steps.forbids), type: part.type }];
    if (!OUTSIDE.has(part.type) && this.#steps.forbids(textsIn(part))) {
      return part.type === "tool-result" ? [withheld(part)] : [];
    }
    return [part];
  }

  #enter(): void {
    const { requestOf, ...options } = this.#steps;
    const texts = new TextParts(options.forbids, this.#told);
    this.#step = new GuardedStep({ ...options, request: requestOf(this.#ended.length), texts, next: this.#next });
  }

  /** Nothing comes after a step that was cut off. */
  #leave(): readonly TextPart[] {
    const ended = this.#step?.ended;
    this.#step = undefined;
    if (ended === undefined) return [];
    this.#ended.push(ended.step);
    if (!ended.isCut) return [];
    this.#isOver = true;
    this.#steps.stop();
    return [cutAnswer(this.#ended)];
  }
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
  return <PART extends { readonly type: string }>({ stopStream }: { readonly stopStream: () => void }) => {
    const { readable, writable } = new TransformStream<PART, PART>();
    let isStopped = false;
    const stop = (): void => {
      if (!isStopped) stopStream();
      isStopped = true;
    };
    const guarded = new GuardedText(pullFrom(readable), {
      engine,
      verdictPart,
      requestOf: (step) => requestAt(messages, step),
      forbids,
      stop,
    });
    return { readable: toReadable(guarded) as ReadableStream<unknown> as ReadableStream<PART>, writable };
  };
};
