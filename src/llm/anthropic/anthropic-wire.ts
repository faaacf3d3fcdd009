import type { ServerSentEvent } from "../../wire/sse/sse-decoder.ts";
import { finishReasonOf } from "../../wire/finish-reason.ts";
import { responseFacts } from "../../streams/parts/foreign-names.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { FinishReason, StreamPart, ThoughtState, TokenUsage } from "../../types.ts";
import { countOf, isRecord, type JsonRecord, listOf, optional, parseJson, recordOf, textOf } from "../../json.ts";
import { modelUpstream, reportedError, type Upstream, upstreamError } from "../../http/upstream-error.ts";
import type { WireFormat } from "../remote-model.ts";

type Output = StageOutput<StreamPart>;

/** Anthropic counts cached input apart; here it is part of the prompt, as everywhere else. */
const usageOf = (usage: JsonRecord): TokenUsage => {
  const cached = countOf(usage["cache_read_input_tokens"]);
  const promptTokens = countOf(usage["input_tokens"]) + countOf(usage["cache_creation_input_tokens"]) + cached;
  const completionTokens = countOf(usage["output_tokens"]);
  return {
    promptTokens,
    completionTokens,
    totalTokens: promptTokens + completionTokens,
    estimated: false,
    ...optional("cachedTokens", cached > 0 ? cached : undefined),
  };
};

/** A tool call whose block is open. */
interface OpenCall {
  readonly index: number;
  empty: boolean;
}

/** Events of the Messages API into parts. Kinds of events and blocks that are unknown are skipped. */
class AnthropicDecoder implements Stage<ServerSentEvent, StreamPart> {
  readonly name = "anthropic-decoder";
  readonly #upstream: Upstream;
  #started = false;
  #reason: FinishReason | undefined;
  #usage: JsonRecord | undefined;
  #calls = 0;
  #call: OpenCall | undefined;
  #thoughtLength = 0;
  #signature = "";

  constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  feed({ data }: ServerSentEvent, output: Output): void {
    if (data === "") return;
    const event = parseJson(data);
    if (!isRecord(event)) throw upstreamError(this.#upstream, "malformed", { detail: data.slice(0, 200) });
    this.#event(event, output);
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
        return this.#open(recordOf(event["content_block"]), output);
      case "content_block_delta":
        return this.#delta(recordOf(event["delta"]), output);
      case "content_block_stop":
        return this.#close(output);
      case "message_delta":
        this.#reason = this.#readReason(recordOf(event["delta"])["stop_reason"]) ?? this.#reason;
        return this.#addUsage(event["usage"]);
      case "message_stop":
        return this.#finish(output);
      case "error":
        throw reportedError(this.#upstream, event["error"] ?? event);
    }
  }

  #start(message: JsonRecord, output: Output): void {
    if (this.#started) return;
    this.#started = true;
    this.#addUsage(message["usage"]);
    const { id, model } = message;
    output.enqueue({ type: "response", choice: 0, ...responseFacts({ id, model }) });
  }

  #open(content: JsonRecord, output: Output): void {
    this.#start({}, output);
    if (content["type"] === "text") return text("text-delta", content["text"], output);
    if (content["type"] === "thinking") return this.#think(content, output);
    if (content["type"] === "redacted_thinking") {
      return state({ kind: "redacted", data: textOf(content["data"]) }, output);
    }
    if (content["type"] !== "tool_use") return;
    this.#call = { index: this.#calls, empty: true };
    this.#calls += 1;
    const [id, name] = [textOf(content["id"]), textOf(content["name"])];
    output.enqueue({ type: "tool-call-delta", choice: 0, index: this.#call.index, id, name, text: "" });
  }

  #delta(delta: JsonRecord, output: Output): void {
    this.#start({}, output);
    if (delta["type"] === "text_delta") return text("text-delta", delta["text"], output);
    if (delta["type"] === "thinking_delta") return this.#thought(textOf(delta["thinking"]), output);
    if (delta["type"] === "signature_delta") this.#signature += textOf(delta["signature"]);
    if (delta["type"] === "input_json_delta") this.#arguments(textOf(delta["partial_json"]), output);
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

  #arguments(json: string, output: Output): void {
    if (json === "" || this.#call === undefined) return;
    this.#call.empty = false;
    output.enqueue({ type: "tool-call-delta", choice: 0, index: this.#call.index, text: json });
  }

  /** A call without arguments sends none; readers of the OpenAI format expect an object. */
  #close(output: Output): void {
    if (this.#call?.empty === true) this.#arguments("{}", output);
    this.#call = undefined;
    if (this.#signature !== "") {
      state({ kind: "signature", signature: this.#signature, end: this.#thoughtLength }, output);
    }
    this.#signature = "";
  }

  #readReason(said: unknown): FinishReason | undefined {
    if (typeof said !== "string" || said === "") return undefined;
    const reason = finishReasonOf(said);
    if (reason !== undefined) return reason;
    throw upstreamError(this.#upstream, "server", { detail: `stop_reason: ${said.slice(0, 200)}` });
  }

  /** Later figures are totals and replace the earlier ones. Zeros do not: some gateways say 0 of what they said before. */
  #addUsage(usage: unknown): void {
    if (!isRecord(usage)) return;
    const figures = Object.entries(usage).filter(([, value]) => countOf(value) > 0);
    if (figures.length === 0) return;
    this.#usage = { ...this.#usage, ...Object.fromEntries(figures) };
  }

  #finish(output: Output): void {
    this.#start({}, output);
    output.enqueue({ type: "finish", choice: 0, reason: this.#reason ?? "stop" });
    if (this.#usage !== undefined) output.enqueue({ type: "usage", choice: 0, usage: usageOf(this.#usage) });
    output.terminate();
  }
}

const text = (type: "text-delta" | "reasoning-delta", value: unknown, output: Output): void => {
  if (typeof value === "string" && value !== "") output.enqueue({ type, choice: 0, text: value });
};

const state = (told: ThoughtState, output: Output): void =>
  output.enqueue({ type: "thought-state", choice: 0, state: told });

const anthropicDecoder = (upstream: Upstream = modelUpstream("anthropic")): Stage<ServerSentEvent, StreamPart> =>
  new AnthropicDecoder(upstream);

const blockEvents = (block: unknown, index: number): readonly object[] => {
  const json = JSON.stringify(recordOf(recordOf(block)["input"]));
  const isTool = recordOf(block)["type"] === "tool_use";
  return [
    { type: "content_block_start", index, content_block: block },
    ...(isTool ? [{ type: "content_block_delta", delta: { type: "input_json_delta", partial_json: json } }] : []),
    { type: "content_block_stop", index },
  ];
};

/** Answers of the Anthropic Messages API. */
export const anthropicWire = (upstream: Upstream): WireFormat => ({
  decoder: () => [anthropicDecoder(upstream)],
  eventsOf(json) {
    if (!isRecord(json) || !Array.isArray(json["content"])) throw upstreamError(upstream, "malformed");
    const events = [
      { type: "message_start", message: json },
      ...listOf(json["content"]).flatMap(blockEvents),
      { type: "message_delta", delta: { stop_reason: json["stop_reason"] } },
      { type: "message_stop" },
    ];
    return events.map((event) => ({ data: JSON.stringify(event) }));
  },
});
