import { reportedError } from "../../http/reported-error.ts";
import { type Upstream, upstreamError } from "../../http/upstream-error.ts";
import { hasValue, isRecord, type JsonRecord, listOf, onlyOne, optional, recordOf, textOf } from "../../json.ts";
import { MAX_SIGNATURE, responseFacts } from "../../streams/parts/metadata-shapes.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { FinishReason, StreamPart, ThoughtState, ToolCallDelta } from "../../types/stream-part.ts";
import { noAnswer, readEvent, type AnswerEvent } from "../answer-event.ts";
import type { AnswerReader } from "../answer-reader.ts";
import { isUnreadable } from "../chunk-error.ts";
import { finishReasonOf, settledReason } from "../finish-reason.ts";
import { hostedCall } from "../tool-calls/hosted-call.ts";
import { ToolCallReader } from "../tool-calls/tool-call-reader.ts";
import { HostedBlock } from "./hosted-blocks.ts";
import { readMessageUsage, withFigures } from "./message-usage.ts";

type Output = StageOutput<StreamPart>;

/**
 * Decodes events of the Messages API. Unknown events and blocks are skipped, and so are blocks of the provider's tools
 * if the answer has no place for them.
 */
class MessagesDecoder implements Stage<AnswerEvent, StreamPart> {
  readonly name = "messages-decoder";
  readonly #upstream: Upstream;
  #started = false;
  #reason: FinishReason | undefined;
  #isPaused = false;
  #usage: JsonRecord | undefined;
  /** The blocks of a complete message, until the first block event arrives. */
  #content: readonly unknown[] = [];
  #hasText = false;
  readonly #calls = new ToolCallReader();
  readonly #keepsHosted: boolean;
  #hosted: HostedBlock | undefined;
  /** The positions of the calls for the client, among all calls. */
  readonly #places: number[] = [];
  #placed = 0;
  /** Indices of the blocks that are tool calls for the client. */
  readonly #blocks = new Set<unknown>();
  #thoughtLength = 0;
  #signature = "";

  constructor(upstream: Upstream, keepsHosted: boolean) {
    this.#upstream = upstream;
    this.#keepsHosted = keepsHosted;
  }

  feed(event: AnswerEvent, output: Output): void {
    const json = readEvent(this.#upstream, event);
    if (json === undefined) return;
    try {
      if (json === "done") this.#finish(output);
      else this.#event(json, output);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      throw upstreamError(this.#upstream, "malformed", { detail: error.message });
    }
  }

  end(output: Output): void {
    if (!this.#started) throw upstreamError(this.#upstream, "empty");
    if (this.#reason === undefined) throw upstreamError(this.#upstream, "truncated");
    this.#finish(output);
  }

  #event(event: JsonRecord, output: Output): void {
    switch (event["type"]) {
      case "message_start":
        return this.#start(recordOf(event["message"]), output);
      case "content_block_start":
        return this.#open(recordOf(event["content_block"]), event["index"], output);
      case "content_block_delta":
        return this.#delta(recordOf(event["delta"]), event["index"], output);
      case "content_block_stop":
        return this.#close(output);
      case "message_delta":
        this.#reason = this.#readReason(recordOf(event["delta"])["stop_reason"]) ?? this.#reason;
        this.#usage = withFigures(this.#usage, event["usage"]);
        return;
      case "message_stop":
        return this.#finish(output);
      case "error":
        throw reportedError(this.#upstream, event);
    }
  }

  #start(message: JsonRecord, output: Output): void {
    if (this.#started) return;
    this.#started = true;
    this.#usage = withFigures(this.#usage, message["usage"]);
    const { id, model } = message;
    const usage = this.#usage && readMessageUsage(this.#usage);
    output.enqueue({ type: "response", choice: 0, ...responseFacts({ id, model }), ...optional("usage", usage) });
    this.#content = listOf(message["content"]);
  }

  #open(content: JsonRecord, index: unknown, output: Output): void {
    this.#start({}, output);
    this.#content = [];
    this.#blocks.delete(index);
    const { type, id, name, input } = content;
    if (type === "text") return this.#text(content["text"], output);
    if (type === "thinking") return this.#think(content, output);
    if (type === "redacted_thinking") {
      return state({ kind: "redacted", data: textOf(content["data"]) }, output);
    }
    if (type === "tool_use")
      this.#call({ index, id, function: { name, arguments: hasValue(input) ? input : "" } }, output);
    if (this.#keepsHosted) this.#hosted = HostedBlock.of(content);
  }

  #delta(delta: JsonRecord, index: unknown, output: Output): void {
    this.#start({}, output);
    const { type, partial_json: json } = delta;
    if (type === "text_delta") return this.#text(delta["text"], output);
    if (type === "thinking_delta") return this.#thought(textOf(delta["thinking"]), output);
    // A longer signature would be rejected anyway, so the rest of it is not collected.
    if (type === "signature_delta" && this.#signature.length <= MAX_SIGNATURE) {
      this.#signature += textOf(delta["signature"]);
    }
    if (type !== "input_json_delta") return;
    if (this.#isCall(index)) this.#call({ index, function: { arguments: json } }, output);
    else this.#hosted?.add(textOf(json));
  }

  #text(value: unknown, output: Output): void {
    this.#hasText ||= textOf(value) !== "";
    text("text-delta", value, output);
  }

  /** Tools that run at the provider have input too, but are not calls for the client. */
  #isCall(index: unknown): boolean {
    return this.#blocks.has(index);
  }

  #call(piece: JsonRecord, output: Output): void {
    this.#blocks.add(piece["index"]);
    for (const part of this.#calls.read([piece], 0)) output.enqueue(this.#inPlace(part));
  }

  #inPlace(part: ToolCallDelta): ToolCallDelta {
    const index = (this.#places[part.index] ??= this.#placed++);
    return { ...part, index };
  }

  #think(content: JsonRecord, output: Output): void {
    state({ kind: "opening" }, output);
    this.#signature = textOf(content["signature"]);
    this.#thought(textOf(content["thinking"]), output);
  }

  #thought(thinking: string, output: Output): void {
    this.#thoughtLength += thinking.length;
    text("reasoning-delta", thinking, output);
  }

  #close(output: Output): void {
    if (this.#signature !== "") {
      state({ kind: "signature", signature: this.#signature, end: this.#thoughtLength }, output);
    }
    this.#signature = "";
    this.#closeHosted(output);
  }

  #closeHosted(output: Output): void {
    const block = this.#hosted;
    this.#hosted = undefined;
    const whole = block?.whole;
    const call = block && whole && hostedCall(this.#placed, block.tool, whole);
    if (call === undefined) return;
    this.#placed += 1;
    output.enqueue(call);
  }

  #readReason(stopReason: unknown): FinishReason | undefined {
    if (typeof stopReason !== "string" || stopReason === "") return undefined;
    const reason = finishReasonOf(stopReason);
    this.#isPaused = stopReason === "pause_turn";
    if (reason !== undefined) return reason;
    throw upstreamError(this.#upstream, "server", { detail: `stop_reason: ${stopReason.slice(0, 200)}` });
  }

  #finish(output: Output): void {
    if (!this.#started) throw upstreamError(this.#upstream, "empty");
    for (const [at, block] of this.#content.entries()) {
      this.#open(recordOf(block), at, output);
      this.#close(output);
    }
    const reason = settledReason(this.#reason ?? "stop", this.#calls.hasCalls, this.#hasText);
    for (const part of this.#calls.rest(0, reason)) output.enqueue(this.#inPlace(part));
    output.enqueue({ type: "finish", choice: 0, reason, ...(this.#isPaused ? { paused: true } : {}) });
    if (this.#usage !== undefined) output.enqueue({ type: "usage", choice: 0, usage: readMessageUsage(this.#usage) });
    output.terminate();
  }
}

const text = (type: "text-delta" | "reasoning-delta", value: unknown, output: Output): void => {
  if (typeof value === "string" && value !== "") output.enqueue({ type, choice: 0, text: value });
};

const state = (thoughtState: ThoughtState, output: Output): void =>
  output.enqueue({ type: "thought-state", choice: 0, state: thoughtState });

/** The blocks of a message. Some servers with this API send a plain string. */
const blocksOf = (content: unknown): readonly unknown[] | undefined => {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content : undefined;
};

/**
 * Reads answers of the Messages API.
 *
 * @param keepsHosted - whether blocks of tools that the provider runs are read too.
 */
export const messagesReader = (upstream: Upstream, keepsHosted = false): AnswerReader => ({
  decoder: () => [new MessagesDecoder(upstream, keepsHosted)],
  eventsOf(answer) {
    const json = onlyOne(answer);
    const content = blocksOf(recordOf(json)["content"]);
    if (!isRecord(json) || content === undefined) throw noAnswer(upstream, json);
    const events = [
      { type: "message_start", message: { ...json, content } },
      { type: "message_delta", delta: { stop_reason: json["stop_reason"] } },
      { type: "message_stop" },
    ];
    return events.map((event) => ({ json: event }));
  },
});
