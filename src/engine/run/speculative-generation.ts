import { discard } from "../../streams/discard.ts";
import { linkedAbort } from "../../http/linked-abort.ts";
import type { InputResult } from "../../rails/request/input-rails.ts";
import { toReadable } from "../../streams/pull.ts";
import type { UsageMeter } from "../../streams/parts/usage-meter.ts";
import type { StageOutput } from "../../streams/stage.ts";
import type { StreamPart } from "../../types.ts";
import { HeadStart } from "./head-start.ts";
import type { RequestRails } from "../request-rails/request-rails.ts";

/** What became of a request's input, and the answer where that has begun already. */
export interface CheckedInput {
  readonly input: InputResult;
  readonly answer?: ReadableStream<StreamPart>;
}

export interface SpeculationOptions {
  readonly rails: RequestRails;
  /** Calls the model. */
  readonly begin: (signal: AbortSignal) => Promise<ReadableStream<StreamPart>>;
  /** Counts what the model wrote and nobody will see. */
  readonly meter: UsageMeter;
}

const NOBODY: StageOutput<StreamPart> = { enqueue: () => {}, terminate: () => {} };

/**
 * Starts the model and asks the judges at the same time. The request was read before by the rails that may rewrite it. A
 * refusal stops the model; what it wrote until then was held, and is lost.
 */
export const generateSpeculatively = async (
  read: InputResult,
  signal: AbortSignal,
  { rails, begin, meter }: SpeculationOptions,
): Promise<CheckedInput> => {
  // Never released: the answer lives as long as the request.
  const { controller: model } = linkedAbort(signal);
  const start = new HeadStart(begin(model.signal));
  const drop = (reason: unknown): void => {
    model.abort(reason);
    discard(start, reason);
    for (const part of start.held) meter.generated.feed(part, NOBODY);
  };
  try {
    const input = await rails.question.judge(read, signal);
    if (input.blocked === undefined) {
      await start.begun();
      return { input, answer: toReadable(start) };
    }
    drop(new Error("An input rail has refused the question"));
    return { input };
  } catch (error) {
    drop(error);
    throw error;
  }
};
