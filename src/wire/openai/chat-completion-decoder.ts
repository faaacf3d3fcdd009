import { isRecord, type JsonRecord, listOf, parseJson } from "../../json.ts";
import type { FinishReason, StreamPart, TokenUsage } from "../../types.ts";
import { finishReasonOf } from "../finish-reason.ts";
import { ChunkError, laterUsage, readIndex, readReasoning, readText } from "./chat-completion-chunk.ts";
import { ToolCallReader } from "./tool-call-reader.ts";
import { DeltaTemplate } from "./delta-template.ts";
import { errorIn, modelUpstream, reportedError, type Upstream, upstreamError } from "../../http/upstream-error.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import { encryptedThought, responseFacts } from "../../streams/parts/foreign-names.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";

type Output = StageOutput<StreamPart>;

/** What one choice has said about its end. */
interface ChoiceState {
  reason: FinishReason | undefined;
  calledTools: boolean;
  readonly calls: ToolCallReader;
}

const newChoice = (reason?: FinishReason): ChoiceState => ({ reason, calledTools: false, calls: new ToolCallReader() });

/** Events that only keep a connection, as several providers and proxies name them. */
const KEEP_ALIVE = /^(?:ping|heartbeat|keep-?alive)$/i;

/**
 * Chunks of the OpenAI chat completions stream (and of the older text completions) into parts. Only known fields are
 * read, so nothing a provider adds can slip past a rail. A finish reason is held until the stream ends, so that text sent
 * after it is still read and there is one finish per choice. What comes after `[DONE]` is dropped, and so is what only
 * keeps the connection.
 *
 * Throws a ProviderError: `malformed` for what is no chunk, `server` and others for an error object in the stream or a
 * finish reason that is no success, `truncated` for an end without finish reason or `[DONE]`, `empty` for an end without
 * anything.
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
    const trimmed = data.trim();
    if (trimmed === "[DONE]") return this.#finish(output);
    // A colon begins a comment that somebody in between has put into a data field.
    if (trimmed === "" || trimmed.startsWith(":") || (event !== undefined && KEEP_ALIVE.test(event))) return;
    const chunk = parseJson(trimmed);
    if (event === "error") throw reportedError(this.#upstream, errorIn(chunk) ?? chunk ?? trimmed);
    if (!isRecord(chunk)) throw this.#malformed("chunk is no JSON object");
    const reported = errorIn(chunk) ?? faultIn(chunk);
    if (reported !== undefined) throw reportedError(this.#upstream, reported);
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
    if (OF_ANSWERS.some((name) => name in chunk)) this.#start(chunk, output);
    this.#usage = laterUsage(this.#usage, chunk["usage"]);
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
    const state = this.#choices.get(index) ?? newChoice();
    const delta = deltaOf(choice, !this.#choices.has(index));
    this.#choices.set(index, state);
    const emit = (type: "text-delta" | "reasoning-delta" | "refusal-delta", text: string): void => {
      if (text !== "") output.enqueue({ type, choice: index, text });
    };
    emit("reasoning-delta", readReasoning(delta));
    for (const detail of listOf(delta["reasoning_details"])) {
      const state = encryptedThought(detail);
      if (state !== undefined) output.enqueue({ type: "thought-state", choice: index, state });
    }
    emit("text-delta", readText(delta["content"] ?? choice["text"], "content"));
    emit("refusal-delta", readText(delta["refusal"], "refusal"));
    for (const call of toolCalls(delta)) {
      const part = state.calls.read(call, index);
      if (part === undefined) continue;
      state.calledTools = true;
      output.enqueue(part);
    }
    const { error, finish_reason: said } = choice;
    if ((error ?? null) !== null) throw reportedError(this.#upstream, error);
    if (typeof said === "string" && said !== "") state.reason ??= this.#reason(said);
  }

  #reason(said: string): FinishReason {
    const reason = finishReasonOf(said);
    if (reason !== undefined) return reason;
    throw upstreamError(this.#upstream, "server", { detail: `finish_reason: ${said.slice(0, 200)}` });
  }

  #finish(output: Output): void {
    if (!this.#started) this.#start({}, output);
    if (this.#choices.size === 0) this.#choices.set(0, newChoice("stop"));
    for (const [choice, { reason = "stop", calledTools }] of this.#choices) {
      // Clients look for calls where the reason says that there are some.
      output.enqueue({ type: "finish", choice, reason: reason === "stop" && calledTools ? "tool_calls" : reason });
    }
    if (this.#usage !== undefined) output.enqueue({ type: "usage", choice: 0, usage: this.#usage });
    output.terminate();
  }
}

/** Fields of which a chunk of an answer has at least one. */
const OF_ANSWERS: readonly string[] = ["choices", "usage", "id", "model"];

/** A failure that is told without the word: `{"detail": …}`, `{"code": …, "message": …}`. */
const faultIn = (chunk: JsonRecord): unknown => {
  if (Array.isArray(chunk["choices"]) || isRecord(chunk["usage"])) return undefined;
  const { detail, code, message } = chunk;
  return (detail ?? null) !== null || ((code ?? null) !== null && (message ?? null) !== null) ? chunk : undefined;
};

/** The delta of a choice; a whole message stands for it only where nothing has come before it and nothing will. */
const deltaOf = ({ delta, message, finish_reason: reason }: JsonRecord, isFirst: boolean): JsonRecord => {
  if (isRecord(delta)) return delta;
  return isFirst && isRecord(message) && typeof reason === "string" ? message : {};
};

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
