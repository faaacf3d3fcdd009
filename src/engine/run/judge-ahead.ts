import type { InputResult } from "../../rails/input-rails.ts";
import { toReadable } from "../../streams/pull.ts";
import type { UsageMeter } from "../../streams/parts/usage-meter.ts";
import type { StageOutput } from "../../streams/stage.ts";
import type { StreamPart } from "../../types.ts";
import { HeadStart } from "./head-start.ts";
import type { RequestRails } from "../request-rails/request-rails.ts";

/** What became of a request's input, and the answer where that has begun already. */
export interface Judged {
  readonly input: InputResult;
  readonly ahead?: ReadableStream<StreamPart>;
}

export interface AheadOptions {
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
export const judgeAhead = async (
  read: InputResult,
  signal: AbortSignal,
  { rails, begin, meter }: AheadOptions,
): Promise<Judged> => {
  const model = new AbortController();
  const forward = (): void => model.abort(signal.reason);
  signal.addEventListener("abort", forward, { once: true });
  const start = new HeadStart(begin(model.signal));
  const drop = (reason: unknown): void => {
    model.abort(reason);
    start.cancel(reason).catch(() => {});
    for (const part of start.held) meter.generated.feed(part, NOBODY);
  };
  try {
    const input = await rails.judgeInput(read, signal);
    if (input.blocked === undefined) {
      await start.begun();
      return { input, ahead: toReadable(start) };
    }
    drop(new Error("An input rail has refused the question"));
    return { input };
  } catch (error) {
    drop(error);
    throw error;
  }
};
