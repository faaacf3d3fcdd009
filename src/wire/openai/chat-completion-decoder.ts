import { modelUpstream, type Upstream, upstreamError } from "../../http/upstream-error.ts";
import { isRecord, type JsonRecord } from "../../json.ts";
import { responseFacts } from "../../streams/parts/metadata-shapes.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { TokenUsage } from "../../types/usage.ts";
import { readEvent, type AnswerEvent } from "../answer-event.ts";
import { ChunkError, isUnreadable } from "../chunk-error.ts";
import { DecodedEvent } from "../sse/sse-decoder.ts";
import { HeldCalls } from "../tool-calls/held-calls.ts";
import { ChoiceDecoder } from "./chat-choice.ts";
import { readIndex } from "./chat-completion-chunk.ts";
import { FailedFinish } from "./chat-finish.ts";
import { laterUsage, usageIn } from "./chat-usage.ts";
import { deltaFrame } from "./delta-frame.ts";

type Output = StageOutput<StreamPart>;

/**
 * Decodes chunks of the OpenAI chat completions stream (and of the older text completions). Only known fields are read,
 * so nothing that a provider adds can bypass a rail. A finish reason is held until the stream ends, so that text sent
 * after it is still read and there is one finish per choice. Anything after `[DONE]`, and keep-alive events, are
 * dropped.
 *
 * Throws a ProviderError: `malformed` for an invalid chunk, `server` and others for an error object in the stream or a
 * failed finish reason, `truncated` for an end without finish reason or `[DONE]`, `empty` for an end without content.
 */
class ChatCompletionDecoder implements Stage<AnswerEvent, StreamPart> {
  readonly name = "chat-completion-decoder";
  readonly #upstream: Upstream;
  readonly #choices = new Map<number, ChoiceDecoder>();
  readonly #held = new HeldCalls();
  #usage: TokenUsage | undefined;
  #started = false;
  /** Whether the last event had no known field. */
  #isUnrecognized = false;

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  feed(event: AnswerEvent, output: Output): void {
    const text = event instanceof DecodedEvent ? event.text : undefined;
    if (text === "") return;
    if (text !== undefined) return output.enqueue({ type: "text-delta", choice: 0, text });
    const chunk = readEvent(this.#upstream, event);
    if (chunk === undefined) return;
    if (chunk === "done") return this.#done(output);
    this.#guarded(() => this.#chunk(chunk, event, output));
  }

  end(output: Output): void {
    if (!this.#started) throw upstreamError(this.#upstream, "empty");
    if (this.#isOpen || this.#choices.size === 0) throw upstreamError(this.#upstream, "truncated");
    this.#guarded(() => this.#finish(output));
  }

  /** Whether a choice has no finish reason yet. */
  get #isOpen(): boolean {
    return [...this.#choices.values()].some(({ isOpen }) => isOpen);
  }

  /**
   * `[DONE]` alone proves that an answer is complete, unless an unrecognized event before it may have said why it is
   * not.
   */
  #done(output: Output): void {
    if (this.#isUnrecognized && this.#isOpen) throw upstreamError(this.#upstream, "truncated");
    this.#guarded(() => this.#finish(output));
  }

  /** Adds the provider to errors about unreadable chunks and failed finish reasons. */
  #guarded(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (error instanceof FailedFinish) throw upstreamError(this.#upstream, "server", { detail: error.message });
      throw isUnreadable(error) ? this.#malformed(error.message) : error;
    }
  }

  #malformed(detail: string): Error {
    return upstreamError(this.#upstream, "malformed", { detail });
  }

  #chunk(chunk: JsonRecord, event: AnswerEvent, output: Output): void {
    this.#isUnrecognized = !OF_ANSWERS.some((name) => name in chunk);
    if (!this.#isUnrecognized) this.#start(chunk, output);
    this.#usage = laterUsage(this.#usage, usageIn(chunk));
    const choices = chunk["choices"] ?? [];
    if (!Array.isArray(choices)) throw new ChunkError("choices are no list");
    for (const choice of choices) if (isRecord(choice)) this.#choice(choice, output);
    const [only] = choices as JsonRecord[];
    if (event instanceof DecodedEvent && choices.length === 1 && isRecord(only) && isPlainText(chunk, only)) {
      const { content } = only["delta"] as { content: string };
      event.learn(() => deltaFrame(event.data, content));
    }
  }

  #start(chunk: JsonRecord, output: Output): void {
    if (this.#started) return;
    this.#started = true;
    const { id, model, created, system_fingerprint: fingerprint } = chunk;
    output.enqueue({ type: "response", choice: 0, ...responseFacts({ id, model, created, fingerprint }) });
  }

  #choice(choice: JsonRecord, output: Output): void {
    const index = readIndex(choice["index"]);
    const known = this.#choices.get(index) ?? new ChoiceDecoder(index, this.#upstream, this.#held);
    this.#choices.set(index, known);
    known.read(choice, output);
  }

  #finish(output: Output): void {
    if (this.#choices.size === 0) throw upstreamError(this.#upstream, "empty");
    for (const choice of this.#choices.values()) choice.finish(output);
    if (this.#usage !== undefined) output.enqueue({ type: "usage", choice: 0, usage: this.#usage });
    output.terminate();
  }
}

/** Every chunk of an answer has at least one of these fields. */
const OF_ANSWERS: readonly string[] = ["choices", "usage", "id", "model"];

const PLAIN_DELTA: ReadonlySet<string> = new Set(["content", "role"]);

/** Whether a chunk has text of choice 0 and nothing else, so that its frame may be learned. */
const isPlainText = (chunk: JsonRecord, choice: JsonRecord): boolean => {
  const delta = choice["delta"];
  if (!isRecord(delta) || typeof delta["content"] !== "string" || delta["content"] === "") return false;
  const hasMore = Object.entries(delta).some(([key, value]) => value !== null && !PLAIN_DELTA.has(key));
  const isFirst = (choice["index"] ?? 0) === 0 && (choice["finish_reason"] ?? null) === null;
  return isFirst && !hasMore && (chunk["usage"] ?? null) === null && (choice["text"] ?? null) === null;
};

/** How errors describe the upstream. */
export interface ChatCompletionDecoderOptions {
  /** The provider's name in error messages. Default `upstream`. */
  readonly provider?: string;
  /** Texts that are removed from the details of errors, such as the API key. */
  readonly secrets?: readonly string[];
}

/**
 * Decodes the events of a streamed chat completion. A stream that breaks off, or reports an error, fails with a
 * ProviderError.
 *
 * @example
 * if (upstream.body !== null) {
 *   const parts = pipeline(upstream.body, [sseDecoder(), chatCompletionDecoder({ provider: "openai" })]);
 * }
 */
export const chatCompletionDecoder = (options: ChatCompletionDecoderOptions = {}): Stage<AnswerEvent, StreamPart> =>
  new ChatCompletionDecoder(modelUpstream(options.provider ?? "upstream", options.secrets));
