import type { ModelParams } from "../../llm/language-model.ts";
import { discard } from "../../streams/discard.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";

/** A request as the input rails left it. */
export interface PassedRequest {
  readonly messages: readonly ChatMessage[];
  readonly params: ModelParams;
  /** Aborts with the request. */
  readonly signal: AbortSignal;
}

/** Where an answer comes from when the main model is not called: a provider's response, or a generator. */
export interface AnswerSource {
  /** Starts the answer. Called once at most, and only when the input rails have passed the request. */
  open(request: PassedRequest): ReadableStream<StreamPart> | Promise<ReadableStream<StreamPart>>;
  /** Called instead when the answer will not be read: an upstream that is already running must be stopped. */
  discard?(reason: unknown): void;
}

/** The source of an answer that is already being generated, so discarding it means cancelling it. */
export const inFlightSource = (begin: () => ReadableStream<StreamPart>): AnswerSource => ({
  open: begin,
  discard: (reason) => void (async () => begin().cancel(reason))().catch(() => {}),
});

/** Wraps a source so that `discard` has no effect once it was opened or discarded. */
export const settledOnce = (source: AnswerSource): Required<AnswerSource> => {
  let isSettled = false;
  return {
    open(request) {
      isSettled = true;
      return source.open(request);
    },
    discard(reason) {
      if (isSettled) return;
      isSettled = true;
      source.discard?.(reason);
    },
  };
};

/** An answer that has begun. It is cancelled if the signal was aborted meanwhile, which a model may ignore. */
export const unlessAborted = async (
  opening: Promise<ReadableStream<StreamPart>>,
  signal: AbortSignal,
): Promise<ReadableStream<StreamPart>> => {
  const answer = await opening;
  const { aborted, reason } = signal;
  if (!aborted) return answer;
  discard(answer, reason);
  throw reason;
};
