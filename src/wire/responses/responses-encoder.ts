import { cutsAnswer } from "../../streams/gates/verdicts.ts";
import type { Stage, StageOutput } from "../../streams/stage.ts";
import type { ToolCallState } from "../../types/chat-message.ts";
import type { FinishReason, ResponseFacts, StreamPart, ThoughtState } from "../../types/stream-part.ts";
import type { Verdict } from "../../types/verdict.ts";
import type { Failure } from "../failure.ts";
import { verdictsToWire } from "../guardrails-field.ts";
import { blockedError } from "../nemo-text/blocked-error.ts";
import { OnlyChoice } from "../only-choice.ts";
import type { ServerSentEvent } from "../sse/sse-decoder.ts";
import { encodeEvent } from "../sse/sse-encoder.ts";
import { Thoughts } from "../thoughts.ts";
import { encodeTurnState, turnState } from "../turn-state.ts";
import type { AnswerFrame, WrittenItems } from "../wire.ts";
import type { OutputItem } from "./output-items.ts";
import { OutputWriter } from "./output-writer.ts";
import { endOf, responseObject, type ResponseState } from "./response-object.ts";
import { OPENAI_ENCRYPTED } from "./responses-decoder.ts";

type Output = StageOutput<ServerSentEvent>;
type ErrorFields = Failure["error"];

/** Whether state goes back unchanged to the upstream that encrypted it. */
const isUpstreams = (
  { keepsUpstream }: AnswerFrame,
  state: ThoughtState,
): state is Extract<ThoughtState, { readonly kind: "encrypted" }> =>
  keepsUpstream === true && state.kind === "encrypted" && state.format === OPENAI_ENCRYPTED;

/**
 * Encodes parts as numbered events of the Responses API. A response has one choice; others are dropped. Verdicts are
 * sent once, with the last event.
 */
export class ResponsesEncoder implements Stage<StreamPart, ServerSentEvent>, WrittenItems {
  readonly name = "responses-encoder";
  readonly #frame: AnswerFrame;
  readonly #verdicts: Verdict[] = [];
  readonly #choice = new OnlyChoice();
  readonly #thoughts = new Thoughts();
  readonly #states = new Map<number, ToolCallState>();
  #facts: ResponseFacts = {};
  #writer: OutputWriter | undefined;
  #output: Output | undefined;
  #reason: FinishReason | undefined;
  #usage: Extract<StreamPart, { type: "usage" }>["usage"] | undefined;
  #sequence = 0;
  #refused = false;
  #over = false;

  constructor(frame: AnswerFrame) {
    this.#frame = frame;
  }

  get items(): readonly OutputItem[] {
    return this.#writer?.items() ?? [];
  }

  get over(): boolean {
    return this.#over;
  }

  feed(part: StreamPart, output: Output): void {
    this.#output = output;
    if (part.type === "response" && this.#writer === undefined) this.#facts = part;
    const writer = this.#begun();
    if (part.type === "verdict") return this.#verdict(part.verdict, writer);
    if (this.#refused || !this.#choice.has(part)) return;
    if (part.type === "thought-state" && isUpstreams(this.#frame, part.state)) return writer.encrypted(part.state.data);
    this.#thoughts.add(part);
    if (part.type === "text-delta") writer.text("text", part.text);
    else if (part.type === "refusal-delta") writer.text("refusal", part.text);
    else if (part.type === "reasoning-delta") writer.reasoning(part.text);
    else if (part.type === "finish") this.#reason ??= part.reason;
    else if (part.type === "usage") this.#usage = part.usage;
    else if (part.type === "tool-call-delta") {
      if (part.state !== undefined) this.#states.set(part.index, part.state);
      writer.call(part);
    }
  }

  end(output: Output): void {
    this.#output = output;
    const writer = this.#begun();
    this.#over = true;
    if (this.#refused) return;
    const end = endOf(this.#reason ?? "stop");
    writer.close(end.status === "completed" ? "completed" : "incomplete", this.#turnState(writer));
    this.#send(`response.${end.status}`, { response: this.#response({ ...end, output: writer.items() }) });
  }

  /** The events that end a broken stream. */
  endWithError({ error }: Failure): string {
    return this.#failure(error).map(encodeEvent).join("");
  }

  #begun(): OutputWriter {
    if (this.#writer !== undefined) return this.#writer;
    const response = this.#response({ status: "in_progress", output: [] });
    this.#writer = new OutputWriter(String(response["id"]), this.#frame, (type, fields) => this.#send(type, fields));
    this.#send("response.created", { response });
    this.#send("response.in_progress", { response });
    return this.#writer;
  }

  #verdict(verdict: Verdict, writer: OutputWriter): void {
    const { onBlock, blockMessage } = this.#frame;
    this.#thoughts.add({ type: "verdict", choice: 0, verdict });
    this.#verdicts.push(verdict);
    if (this.#refused || !cutsAnswer(verdict)) return;
    if (onBlock === "message") writer.text("text", verdict.refusal ?? blockMessage ?? "");
    if (onBlock !== "error") return;
    this.#refused = true;
    for (const event of this.#failure(blockedError(verdict))) this.#output?.enqueue(event);
  }

  /** Sends the error twice: as an event, and in the response, since clients look in different places. */
  #failure(error: ErrorFields): readonly ServerSentEvent[] {
    const { message, code, param } = error;
    const errorEvent = this.#event("error", { error, code, message, param });
    if (this.#writer === undefined) return [errorEvent];
    const response = this.#response({ status: "failed", output: this.#writer.items(), error });
    return [errorEvent, this.#event("response.failed", { response })];
  }

  #turnState(writer: OutputWriter): string | undefined {
    // A blocked turn cannot be continued, so it needs no state.
    if (this.#reason === "content_filter") return undefined;
    const calls = [...this.#states].map(([index, state]) => ({ id: writer.callId(index), extra_content: state }));
    return encodeTurnState(turnState(this.#thoughts.fields(), calls));
  }

  #response(state: ResponseState): Readonly<Record<string, unknown>> {
    const ended =
      state.status === "in_progress"
        ? {}
        : { usage: this.#usage, guardrails: verdictsToWire(this.#verdicts, this.#usage, this.#frame.closing?.()) };
    return responseObject(this.#frame, this.#facts, { ...ended, ...state });
  }

  #send(type: string, fields: object): void {
    this.#output?.enqueue(this.#event(type, fields));
  }

  #event(type: string, fields: object): ServerSentEvent {
    const data = JSON.stringify({ type, sequence_number: this.#sequence, ...fields });
    this.#sequence += 1;
    return { event: type, data };
  }
}
