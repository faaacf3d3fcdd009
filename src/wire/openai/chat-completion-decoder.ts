import { isRecord, type JsonRecord, parseJson } from "../../json.ts";
import type { FinishReason, StreamPart, TokenUsage } from "../../types.ts";
import { ChunkError, readFinishReason, readIndex, readText, readToolCall, readUsage } from "./chat-completion-chunk.ts";
import { DeltaTemplate } from "./delta-template.ts";
import { modelUpstream, reportedError, type Upstream, upstreamError } from "../../http/upstream-error.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import { responseFacts } from "../../streams/parts/foreign-names.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";

type Output = StageOutput<StreamPart>;

/** What one choice has said about its end. */
interface ChoiceState {
  reason: FinishReason | undefined;
  calledTools: boolean;
}

/**
 * Chunks of the OpenAI chat completions stream (and of the older text completions) into parts. Only known fields are
 * read, so nothing a provider adds can slip past a rail. A finish reason is held until the stream ends, so that text sent
 * after it is still read and there is one finish per choice. What comes after `[DONE]` is dropped.
 *
 * Throws a ProviderError: `malformed` for what is no chunk, `server` and others for an error object in the stream,
 * `truncated` for an end without finish reason or `[DONE]`, `empty` for an end without anything.
 */
class ChatCompletionDecoder implements Stage<ServerSentEvent, StreamPart> {
  readonly name = "chat-completion-decoder";
  readonly #upstream: Upstream;
  readonly #template = new DeltaTemplate();
  readonly #choices = new Map<number, ChoiceState>();
  #usage: TokenUsage | undefined;
  #started = false;

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  feed({ data, event }: ServerSentEvent, output: Output): void {
    const text = this.#template.read(data);
    if (text === "") return;
    if (text !== undefined) return output.enqueue({ type: "text-delta", choice: 0, text });
    if (data === "[DONE]") return this.#finish(output);
    if (data === "") return;
    const chunk = parseJson(data);
    if (!isRecord(chunk)) throw this.#malformed("chunk is no JSON object");
    if (event === "error" || (chunk["error"] ?? null) !== null) {
      throw reportedError(this.#upstream, chunk["error"] ?? chunk);
    }
    try {
      this.#chunk(chunk, data, output);
    } catch (error) {
      throw error instanceof ChunkError ? this.#malformed(error.message) : error;
    }
  }

  end(output: Output): void {
    if (!this.#started) throw upstreamError(this.#upstream, "empty");
    const open = [...this.#choices.values()].some(({ reason }) => reason === undefined);
    if (open || this.#choices.size === 0) throw upstreamError(this.#upstream, "truncated");
    this.#finish(output);
  }

  #malformed(detail: string): Error {
    return upstreamError(this.#upstream, "malformed", { detail });
  }

  #chunk(chunk: JsonRecord, data: string, output: Output): void {
    this.#start(chunk, output);
    this.#usage = readUsage(chunk["usage"]) ?? this.#usage;
    const choices = Array.isArray(chunk["choices"]) ? chunk["choices"] : [];
    for (const choice of choices) if (isRecord(choice)) this.#choice(choice, output);
    const [only] = choices as JsonRecord[];
    if (choices.length === 1 && isRecord(only) && isPlainText(chunk, only)) {
      this.#template.learn(data, (only["delta"] as { content: string }).content);
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
    const state = this.#choices.get(index) ?? { reason: undefined, calledTools: false };
    this.#choices.set(index, state);
    const delta = isRecord(choice["delta"]) ? choice["delta"] : {};
    const emit = (type: "text-delta" | "reasoning-delta" | "refusal-delta", text: string): void => {
      if (text !== "") output.enqueue({ type, choice: index, text });
    };
    emit("reasoning-delta", readText(delta["reasoning_content"] ?? delta["reasoning"], "reasoning"));
    emit("text-delta", readText(delta["content"] ?? choice["text"], "content"));
    emit("refusal-delta", readText(delta["refusal"], "refusal"));
    for (const call of toolCalls(delta)) {
      const part = readToolCall(call, index);
      if (part === undefined) continue;
      state.calledTools = true;
      output.enqueue(part);
    }
    state.reason ??= readFinishReason(choice["finish_reason"]);
  }

  #finish(output: Output): void {
    if (!this.#started) this.#start({}, output);
    if (this.#choices.size === 0) this.#choices.set(0, { reason: "stop", calledTools: false });
    for (const [choice, { reason, calledTools }] of this.#choices) {
      output.enqueue({ type: "finish", choice, reason: reason ?? (calledTools ? "tool_calls" : "stop") });
    }
    if (this.#usage !== undefined) output.enqueue({ type: "usage", choice: 0, usage: this.#usage });
    output.terminate();
  }
}

/** Tool calls of a delta, also the single `function_call` of older models. */
const toolCalls = (delta: JsonRecord): readonly unknown[] => {
  if (Array.isArray(delta["tool_calls"])) return delta["tool_calls"];
  return isRecord(delta["function_call"]) ? [{ index: 0, function: delta["function_call"] }] : [];
};

const PLAIN_DELTA: ReadonlySet<string> = new Set(["content", "role"]);

/** Whether a chunk brings a text of choice 0 and nothing else, so that a template may be learned from it. */
const isPlainText = (chunk: JsonRecord, choice: JsonRecord): boolean => {
  const delta = choice["delta"];
  if (!isRecord(delta) || typeof delta["content"] !== "string" || delta["content"] === "") return false;
  const hasMore = Object.entries(delta).some(([key, value]) => value !== null && !PLAIN_DELTA.has(key));
  const isFirst = (choice["index"] ?? 0) === 0 && (choice["finish_reason"] ?? null) === null;
  return isFirst && !hasMore && (chunk["usage"] ?? null) === null && (choice["text"] ?? null) === null;
};

export interface ChatCompletionDecoderOptions {
  /** What errors call the provider. Default `upstream`. */
  readonly provider?: string;
  /** Texts that are taken out of what errors keep for the operator, such as the key the provider was called with. */
  readonly secrets?: readonly string[];
}

export const chatCompletionDecoder = (options: ChatCompletionDecoderOptions = {}): Stage<ServerSentEvent, StreamPart> =>
  new ChatCompletionDecoder(modelUpstream(options.provider ?? "upstream", options.secrets));
