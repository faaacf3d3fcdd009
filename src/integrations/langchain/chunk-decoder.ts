import { type BaseMessage, isBaseMessage, type UsageMetadata } from "@langchain/core/messages";
import { RequestError } from "../../errors.ts";
import { countOf, isRecord, type JsonRecord, listOf, recordOf, textOf } from "../../json.ts";
import type { Forbids } from "../../rails/forbids.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { finishReasonOf } from "../../wire/finish-reason.ts";
import { textsIn } from "../texts-in.ts";
import { withoutForbidden, withoutTokens } from "../without-forbidden.ts";
import { HeldPieces } from "./held-pieces.ts";
import { WaitingFields } from "./waiting-fields.ts";

type Output = StageOutput<StreamPart>;

/** The kind of a runnable's answer: messages, texts, or objects with one of these under a key. */
export type AnswerKind = "message" | "text" | "object";

/** The parts of an answer that bypass the rails, or are delivered in another form at its end. */
export class Beside {
  kind: AnswerKind | undefined;
  metadata: JsonRecord = {};
  usage: UsageMetadata | undefined;
  readonly fields: WaitingFields = new WaitingFields();
}

const CHANNELS: ReadonlyMap<unknown, "text-delta" | "reasoning-delta" | "refusal-delta"> = new Map([
  ["text", "text-delta"],
  ["output_text", "text-delta"],
  ["text_delta", "text-delta"],
  ["reasoning", "reasoning-delta"],
  ["thinking", "reasoning-delta"],
  ["refusal", "refusal-delta"],
]);

/** The text of a content block. */
const textIn = ({ text, reasoning, thinking, refusal }: JsonRecord): string =>
  [text, reasoning, thinking, refusal].map(textOf).join("");

/** Names of the finish reason in metadata of providers. */
const REASONS = ["finish_reason", "stop_reason", "finishReason", "stopReason", "status"];

const sumOf = (before: UsageMetadata | undefined, more: JsonRecord): UsageMetadata => {
  const { input_tokens, output_tokens, total_tokens } = before ?? {};
  return {
    ...before,
    ...more,
    input_tokens: countOf(input_tokens) + countOf(more["input_tokens"]),
    output_tokens: countOf(output_tokens) + countOf(more["output_tokens"]),
    total_tokens: countOf(total_tokens) + countOf(more["total_tokens"]),
  };
};

/**
 * Decodes the answer of a LangChain runnable to parts for the rails. Content blocks without text, such as pictures, are
 * dropped.
 */
export class ChunkDecoder implements Stage<unknown, StreamPart> {
  readonly name = "langchain-chunk-decoder";
  readonly #beside: Beside;
  readonly #outputKey: string;
  readonly #forbids: Forbids;
  readonly #held = new HeldPieces();
  #calls = 0;
  #hasFields = false;

  constructor(beside: Beside, outputKey: string, forbids: Forbids) {
    this.#beside = beside;
    this.#outputKey = outputKey;
    this.#forbids = forbids;
  }

  feed(chunk: unknown, output: Output): void {
    if (typeof chunk === "string") return this.#text("text", chunk, output);
    if (isBaseMessage(chunk)) {
      this.#beside.kind ??= "message";
      return this.#message(chunk, output);
    }
    if (!isRecord(chunk)) throw this.#unknown();
    this.#object(chunk, output);
  }

  end(output: Output): void {
    for (const field of this.#held.whole()) this.#field(field);
    const { kind, metadata, usage } = this.#beside;
    if (kind === undefined && this.#hasFields) throw this.#unknown();
    const reason = REASONS.map((name) => textOf(metadata[name])).find((text) => text !== "") ?? "stop";
    // An unknown reason does not count as success.
    output.enqueue({ type: "finish", choice: 0, reason: finishReasonOf(reason) ?? "length" });
    if (usage === undefined) return;
    const promptTokens = countOf(usage.input_tokens);
    const completionTokens = countOf(usage.output_tokens);
    const totalTokens = promptTokens + completionTokens;
    output.enqueue({
      type: "usage",
      choice: 0,
      usage: { promptTokens, completionTokens, totalTokens, estimated: false },
    });
  }

  #unknown(): RequestError {
    return new RequestError(
      `Cannot guard what the runnable answers: it is no text, no message, and no object with "${this.#outputKey}". ` +
        "Wrap the model instead, or name the key by outputKey",
      "outputKey",
    );
  }

  #text(kind: AnswerKind, text: string, output: Output): void {
    this.#beside.kind ??= kind;
    if (text !== "") output.enqueue({ type: "text-delta", choice: 0, text });
  }

  /** Objects in a stream have one or more keys each, in any order. */
  #object(chunk: JsonRecord, output: Output): void {
    const { [this.#outputKey]: answer, ...rest } = chunk;
    if (typeof answer === "string") this.#text("object", answer, output);
    else if (isBaseMessage(answer)) this.#text("object", answer.text, output);
    else if (answer !== undefined) throw this.#unknown();
    this.#hasFields ||= Object.keys(rest).length > 0;
    const others = Object.entries(rest).filter(([key, value]) => !this.#held.takes(key, value));
    if (others.length > 0) this.#field(Object.fromEntries(others));
  }

  #field(field: JsonRecord): void {
    const texts = textsIn(field);
    if (!this.#forbids(texts)) this.#beside.fields.add(field, texts.length);
  }

  #message(message: BaseMessage, output: Output): void {
    const { content, additional_kwargs: more } = message;
    const { reasoning_content: thought, refusal } = more;
    if (typeof thought === "string") output.enqueue({ type: "reasoning-delta", choice: 0, text: thought });
    if (typeof content === "string") this.#text("message", content, output);
    else for (const block of content) this.#block(block, output);
    if (typeof refusal === "string") output.enqueue({ type: "refusal-delta", choice: 0, text: refusal });
    this.#called(message as unknown as JsonRecord, output);
    this.#note(message as unknown as JsonRecord);
  }

  #block(block: JsonRecord, output: Output): void {
    const type = CHANNELS.get(block["type"]);
    const text = textIn(block);
    if (type !== undefined && text !== "") output.enqueue({ type, choice: 0, text });
  }

  #called({ tool_call_chunks: chunks, tool_calls: calls }: JsonRecord, output: Output): void {
    if (Array.isArray(chunks)) for (const chunk of chunks as readonly JsonRecord[]) this.#piece(chunk, output);
    else for (const call of listOf(calls)) this.#piece({ ...recordOf(call), args: argsOf(recordOf(call)) }, output);
  }

  #piece({ index, id, name, args }: JsonRecord, output: Output): void {
    if (typeof id === "string" || typeof name === "string") this.#calls++;
    output.enqueue({
      type: "tool-call-delta",
      choice: 0,
      index: typeof index === "number" ? index : Math.max(0, this.#calls - 1),
      ...(typeof id === "string" ? { id } : {}),
      ...(typeof name === "string" ? { name } : {}),
      text: textOf(args),
    });
  }

  #note({ response_metadata: metadata, usage_metadata: usage }: JsonRecord): void {
    const { metadata: before, usage: spent } = this.#beside;
    const read = <Fields extends object>(fields: Fields): Partial<Fields> =>
      withoutForbidden(withoutTokens(fields), this.#forbids) ?? {};
    if (isRecord(metadata)) this.#beside.metadata = { ...before, ...read(metadata) };
    if (isRecord(usage)) this.#beside.usage = sumOf(spent, read(usage));
  }
}

const argsOf = ({ args }: JsonRecord): string => JSON.stringify(args ?? {});
