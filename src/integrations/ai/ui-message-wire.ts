import { callParts } from "../../engine/run/given-answer.ts";
import { parseJson } from "../../json.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { FinishReason, StreamPart, ToolCallDelta } from "../../types/stream-part.ts";
import type { Answer } from "../../wire/answer.ts";
import { publicVerdict } from "../../wire/public-verdict.ts";
import type { ServerSentEvent } from "../../wire/sse/sse-decoder.ts";
import { encodeEvent, sseText } from "../../wire/sse/sse-encoder.ts";
import type { AnswerFrame, AnswerWire } from "../../wire/wire.ts";
import { type OpenCall, OpenCalls } from "../open-calls.ts";
import { VERDICT_DATA } from "./verdict-of.ts";

type Output = StageOutput<ServerSentEvent>;

type Channel = "text" | "reasoning";

const DONE: ServerSentEvent = { data: "[DONE]" };

const event = (chunk: object): ServerSentEvent => ({ data: JSON.stringify(chunk) });

const REASONS: Readonly<Record<FinishReason, string>> = {
  stop: "stop",
  length: "length",
  tool_calls: "tool-calls",
  function_call: "tool-calls",
  content_filter: "content-filter",
};

/** Encodes an answer as chunks of the AI SDK's UI message stream. Only the first choice is sent. */
class UiMessageEncoder implements Stage<StreamPart, ServerSentEvent> {
  readonly name = "ui-message-encoder";
  readonly #id: string;
  #begun = false;
  #blocks = 0;
  #verdicts = 0;
  #open: { readonly channel: Channel; readonly id: string } | undefined;
  readonly #calls = new OpenCalls();
  #reason: FinishReason = "stop";

  constructor({ id }: AnswerFrame) {
    this.#id = id;
  }

  feed(part: StreamPart, output: Output): void {
    if (part.choice !== 0) return;
    this.#begin(output);
    if (part.type === "text-delta" || part.type === "refusal-delta") this.#say("text", part.text, output);
    else if (part.type === "reasoning-delta") this.#say("reasoning", part.text, output);
    else if (part.type === "tool-call-delta") this.#call(part, output);
    else if (part.type === "finish") this.#reason = part.reason;
    else if (part.type === "verdict") {
      const id = `guardrail-${this.#verdicts++}`;
      output.enqueue(event({ type: VERDICT_DATA, id, data: publicVerdict(part.verdict) }));
    }
  }

  end(output: Output): void {
    this.#begin(output);
    if (this.#reason !== "content_filter") this.#called(this.#calls.takeRest(), output);
    this.#close(output);
    output.enqueue(event({ type: "finish-step" }));
    output.enqueue(event({ type: "finish", finishReason: REASONS[this.#reason] }));
    output.enqueue(DONE);
  }

  #begin(output: Output): void {
    if (this.#begun) return;
    this.#begun = true;
    output.enqueue(event({ type: "start", messageId: this.#id }));
    output.enqueue(event({ type: "start-step" }));
  }

  #say(channel: Channel, delta: string, output: Output): void {
    if (delta === "") return;
    if (this.#open?.channel !== channel) {
      this.#turn(output);
      this.#open = { channel, id: `${channel}-${this.#blocks++}` };
      output.enqueue(event({ type: `${channel}-start`, id: this.#open.id }));
    }
    output.enqueue(event({ type: `${channel}-delta`, id: this.#open.id, delta }));
  }

  /** Called before another part begins. */
  #turn(output: Output): void {
    this.#called(this.#calls.takeComplete(), output);
    this.#close(output);
  }

  #close(output: Output): void {
    if (this.#open === undefined) return;
    output.enqueue(event({ type: `${this.#open.channel}-end`, id: this.#open.id }));
    this.#open = undefined;
  }

  #call(piece: ToolCallDelta, output: Output): void {
    const isNew = !this.#calls.has(piece.index);
    if (isNew) this.#turn(output);
    const call = this.#calls.add(piece);
    if (call === undefined) return;
    const { id: toolCallId, name: toolName } = call;
    if (isNew) output.enqueue(event({ type: "tool-input-start", toolCallId, toolName }));
    if (piece.text === "") return;
    output.enqueue(event({ type: "tool-input-delta", toolCallId, inputTextDelta: piece.text }));
  }

  /** A call whose arguments are not JSON cannot be answered. */
  #called(calls: readonly OpenCall[], output: Output): void {
    for (const { id: toolCallId, name: toolName, arguments: text } of calls) {
      const input = parseJson(text);
      if (input !== undefined) output.enqueue(event({ type: "tool-input-available", toolCallId, toolName, input }));
    }
  }
}

/** A complete answer as the parts of a stream. */
const partsOf = ({ choices, verdicts }: Answer): readonly StreamPart[] => {
  const [first] = choices;
  if (first === undefined) return [];
  const choice = 0;
  return [
    { type: "reasoning-delta", choice, text: first.reasoning },
    { type: "text-delta", choice, text: first.content + first.refusal },
    ...callParts(first.toolCalls),
    ...verdicts.map((verdict): StreamPart => ({ type: "verdict", choice, verdict })),
    { type: "finish", choice, reason: first.finishReason },
  ];
};

const STREAM_TYPE = "text/event-stream; charset=utf-8";

/**
 * The UI message stream of AI SDK 6 and 7, which `useChat` reads: for `guardResponse` and `uiMessageResponse`. Each
 * verdict is a `data-guardrail` part where it was reached; a block finishes with `content-filter`.
 *
 * @example
 * return rails.guardResponse(upstream, { wire: uiMessageWire });
 */
export const uiMessageWire: AnswerWire = {
  name: "ui-messages",
  idPrefix: "msg_",
  streamType: STREAM_TYPE,
  heartbeat: ": keep-alive\n\n",
  writer: (frame) => ({
    stages: [new UiMessageEncoder(frame), sseText()],
    endWithError: ({ error }) => encodeEvent(event({ type: "error", errorText: error.message })) + encodeEvent(DONE),
  }),
  complete(answer, _outcome, frame) {
    const events: ServerSentEvent[] = [];
    const output: Output = { enqueue: (one) => void events.push(one), terminate: () => {} };
    const encoder = new UiMessageEncoder(frame);
    for (const part of partsOf(answer)) encoder.feed(part, output);
    encoder.end(output);
    return { type: STREAM_TYPE, text: events.map(encodeEvent).join("") };
  },
  failed: ({ error }) => ({ type: "text/plain; charset=utf-8", text: error.message }),
};
