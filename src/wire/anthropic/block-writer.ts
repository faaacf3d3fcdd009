import type { JsonRecord } from "../../json.ts";
import type { ToolCallDelta } from "../../types/stream-part.ts";
import { HeldItem } from "../tool-calls/hosted-call.ts";
import { JsonEnd } from "../tool-calls/json-end.ts";
import { type ContentBlock, redactedBlock, textBlock, thinkingBlock } from "./message-object.ts";

/** Sends an event of this type. */
export type Emit = (type: string, fields: object) => void;

interface CallBlock {
  /** Undefined until the name of the call has arrived. */
  index: number | undefined;
  id: string;
  waiting: string;
  closed: boolean;
  readonly end: JsonEnd;
  /** A block of a tool that the provider runs. */
  readonly hosted: HeldItem | undefined;
}

type Kind = "text" | "thinking";

/**
 * Writes the content blocks of one message, numbered in order. Blocks follow each other, except tool calls whose
 * arguments arrive interleaved: such a block is closed when its arguments are complete and another block starts, or at
 * the end.
 */
export class BlockWriter {
  readonly #emit: Emit;
  readonly #calls = new Map<number, CallBlock>();
  #next = 0;
  #open: { readonly kind: Kind; readonly index: number } | undefined;

  constructor(emit: Emit) {
    this.#emit = emit;
  }

  text(text: string): void {
    this.#delta("text", textBlock(""), { type: "text_delta", text });
  }

  thinking(thinking: string): void {
    this.#delta("thinking", thinkingBlock(""), { type: "thinking_delta", thinking });
  }

  /** Signs the open thinking block, which may be empty, and closes it. */
  sign(signature: string): void {
    this.#delta("thinking", thinkingBlock(""), { type: "signature_delta", signature });
    this.#close();
  }

  redacted(data: string): void {
    this.#turn();
    this.#emit("content_block_stop", { index: this.#start(redactedBlock(data)) });
  }

  call(part: ToolCallDelta): void {
    const call = this.#callOf(part);
    if (call.hosted !== undefined) return this.#hosted(call.hosted.feed(part.text));
    call.end.feed(part.text);
    if (call.closed) return;
    call.waiting += part.text;
    if (call.index === undefined && part.name === undefined) return;
    if (call.index === undefined) this.#openCall(call, part.name ?? "");
    if (call.waiting !== "") this.#json(call, call.waiting);
    call.waiting = "";
  }

  /** The id of a call, once it has started. */
  callId(index: number): string {
    return this.#calls.get(index)?.id ?? "";
  }

  end(): void {
    this.#close();
    for (const call of this.#calls.values()) {
      if (call.hosted !== undefined) continue;
      if (call.index === undefined) this.#openCall(call, "");
      if (call.waiting !== "") this.#json(call, call.waiting);
      this.#closeCall(call);
    }
  }

  #hosted(block: JsonRecord | undefined): void {
    if (block === undefined) return;
    this.#turn();
    this.#emit("content_block_stop", { index: this.#start(block as ContentBlock) });
  }

  #callOf({ index, id, hosted }: ToolCallDelta): CallBlock {
    const known = this.#calls.get(index);
    if (known !== undefined) return known;
    const call = {
      index: undefined,
      id: id ?? `call_${index}`,
      waiting: "",
      closed: false,
      end: new JsonEnd(),
      hosted: hosted && new HeldItem(),
    };
    this.#calls.set(index, call);
    return call;
  }

  #openCall(call: CallBlock, name: string): void {
    this.#turn();
    call.index = this.#start({ type: "tool_use", id: call.id, name, input: {} });
  }

  #json({ index }: CallBlock, text: string): void {
    this.#emit("content_block_delta", { index, delta: { type: "input_json_delta", partial_json: text } });
  }

  #closeCall(call: CallBlock): void {
    if (call.closed || call.index === undefined) return;
    call.closed = true;
    this.#emit("content_block_stop", { index: call.index });
  }

  /** Called before another block starts. */
  #turn(): void {
    this.#close();
    for (const call of this.#calls.values()) if (call.end.reached) this.#closeCall(call);
  }

  #delta(kind: Kind, empty: ContentBlock, delta: object): void {
    if (this.#open?.kind !== kind) {
      this.#turn();
      this.#open = { kind, index: this.#start(empty) };
    }
    this.#emit("content_block_delta", { index: this.#open.index, delta });
  }

  #start(block: ContentBlock): number {
    const index = this.#next;
    this.#next += 1;
    this.#emit("content_block_start", { index, content_block: block });
    return index;
  }

  #close(): void {
    if (this.#open !== undefined) this.#emit("content_block_stop", { index: this.#open.index });
    this.#open = undefined;
  }
}
