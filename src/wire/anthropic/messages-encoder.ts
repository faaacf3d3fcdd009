import { cutsAnswer } from "../../streams/gates/verdicts.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { ToolCallState } from "../../types/chat-message.ts";
import type { ResponseFacts, StreamPart, ThoughtState } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import { verdictsToWire } from "../guardrails-field.ts";
import { blockedError } from "../nemo-text/blocked-error.ts";
import { OnlyChoice } from "../only-choice.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import { Thoughts } from "../thoughts.ts";
import { encodeTurnState, turnState } from "../turn-state.ts";
import type { AnswerFrame } from "../wire.ts";
import { BlockWriter } from "./block-writer.ts";
import { blockToWire } from "./error-object.ts";
import { messageObject, type MessageStop, stopReasonOf, messageUsage } from "./message-object.ts";
import { SignedThinking } from "./signed-thinking.ts";

type Output = StageOutput<ServerSentEvent>;

const eventOf = (fields: Readonly<Record<string, unknown>>): ServerSentEvent => ({
  event: String(fields["type"]),
  data: JSON.stringify(fields),
});

/**
 * Encodes parts as events of the Messages API. A message has one choice; others are dropped. Verdicts are sent once,
 * with the stop reason.
 */
class MessagesEncoder implements Stage<StreamPart, ServerSentEvent> {
  readonly name = "messages-encoder";
  readonly #frame: AnswerFrame;
  readonly #blocks: BlockWriter;
  readonly #thinking: SignedThinking;
  readonly #choice = new OnlyChoice();
  readonly #verdicts: Verdict[] = [];
  /** Reasoning state of providers other than Claude, for which the API has no block. */
  readonly #encrypted = new Thoughts();
  readonly #states = new Map<number, ToolCallState>();
  #output: Output | undefined;
  #begun = false;
  #stop: MessageStop = { reason: "stop", isRefusal: false, isPaused: false };
  #usage: Extract<StreamPart, { type: "usage" }>["usage"] | undefined;
  #over = false;

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
    this.#blocks = new BlockWriter((type, fields) => this.#send({ type, ...fields }));
    this.#thinking = new SignedThinking(this.#blocks);
  }

  feed(part: StreamPart, output: Output): void {
    this.#output = output;
    this.#begin(part.type === "response" ? part : {});
    if (this.#over) return;
    if (part.type === "verdict") this.#verdict(part.verdict);
    else if (this.#choice.has(part)) this.#part(part);
  }

  end(output: Output): void {
    this.#output = output;
    this.#begin({});
    if (this.#over) return;
    this.#blocks.end();
    this.#writeTurnState();
    const { closing } = this.#frame;
    this.#send({
      type: "message_delta",
      delta: { stop_reason: stopReasonOf(this.#stop), stop_sequence: null },
      usage: messageUsage(this.#usage),
      guardrails: verdictsToWire(this.#verdicts, this.#usage, closing?.()),
    });
    this.#send({ type: "message_stop" });
  }

  #begin(facts: ResponseFacts): void {
    if (this.#begun) return;
    this.#begun = true;
    const message = messageObject(this.#frame, facts, { content: [], stopReason: null, usage: facts.usage });
    this.#send({ type: "message_start", message });
  }

  #part(part: Exclude<StreamPart, { type: "verdict" }>): void {
    switch (part.type) {
      case "text-delta":
        return this.#blocks.text(part.text);
      case "refusal-delta":
        this.#stop = { ...this.#stop, isRefusal: true };
        return this.#blocks.text(part.text);
      case "reasoning-delta":
        return this.#thinking.text(part.text);
      case "thought-state":
        return this.#state(part.state);
      case "tool-call-delta":
        if (part.state !== undefined) this.#states.set(part.index, part.state);
        return this.#blocks.call(part);
      case "finish":
        this.#stop = { ...this.#stop, reason: part.reason, isPaused: part.paused === true };
        return;
      case "usage":
        this.#usage = part.usage;
    }
  }

  #state(state: ThoughtState): void {
    if (state.kind === "encrypted") this.#encrypted.add({ type: "thought-state", choice: 0, state });
    else this.#thinking.state(state);
  }

  /** A blocked turn cannot be continued, so it needs no state. */
  #writeTurnState(): void {
    if (this.#stop.reason === "content_filter") return;
    const calls = [...this.#states].map(([index, state]) => ({ id: this.#blocks.callId(index), extra_content: state }));
    const data = encodeTurnState(turnState(this.#encrypted.fields(), calls));
    if (data !== undefined) this.#blocks.redacted(data);
  }

  #verdict(verdict: Verdict): void {
    const { onBlock, blockMessage } = this.#frame;
    this.#verdicts.push(verdict);
    this.#thinking.verdict(verdict);
    if (!cutsAnswer(verdict)) return;
    if (onBlock === "message") this.#blocks.text(verdict.refusal ?? blockMessage ?? "");
    if (onBlock !== "error") return;
    this.#over = true;
    this.#send(blockToWire(blockedError(verdict)));
  }

  #send(fields: Readonly<Record<string, unknown>>): void {
    this.#output?.enqueue(eventOf(fields));
  }
}

export const messagesEncoder = (frame: AnswerFrame): Stage<StreamPart, ServerSentEvent> => new MessagesEncoder(frame);
