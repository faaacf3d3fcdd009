import { linkedAbort } from "../../http/linked-abort.ts";
import type { InputResult } from "../../rails/request/input-rails.ts";
import { discard } from "../../streams/discard.ts";
import type { UsageMeter } from "../../streams/parts/usage-meter.ts";
import { toReadable } from "../../streams/pull.ts";
import type { StageOutput } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { RequestRails } from "../request-rails/request-rails.ts";
import { ReadAhead } from "./read-ahead.ts";

/** The checked input, and the answer if it has begun already. */
export interface CheckedInput {
  readonly input: InputResult;
  readonly answer?: ReadableStream<StreamPart>;
}

export interface SpeculationOptions {
  readonly rails: RequestRails;
  /** Calls the model. */
  readonly begin: (signal: AbortSignal) => Promise<ReadableStream<StreamPart>>;
  /** Counts what the model generated and the client never gets. */
  readonly meter: UsageMeter;
}

const DISCARD: StageOutput<StreamPart> = { enqueue: () => {}, terminate: () => {} };

/**
 * Runs the judges while the model already answers. Rails that may rewrite the request have run before. A refusal aborts
 * the model and drops what it has generated.
 */
export const generateSpeculatively = async (
  read: InputResult,
  signal: AbortSignal,
  { rails, begin, meter }: SpeculationOptions,
): Promise<CheckedInput> => {
  // Never released: the answer lives as long as the request.
  const { controller: model } = linkedAbort(signal);
  const answer = new ReadAhead(begin(model.signal));
  const drop = (reason: unknown): void => {
    model.abort(reason);
    discard(answer, reason);
    for (const part of answer.held) meter.generated.feed(part, DISCARD);
  };
  try {
    const input = await rails.question.judge(read, signal);
    if (input.blocked === undefined) {
      await answer.begun();
      return { input, answer: toReadable(answer) };
    }
    drop(new Error("An input rail has refused the question"));
    return { input };
  } catch (error) {
    drop(error);
    throw error;
  }
};
