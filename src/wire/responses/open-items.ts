import { JoinedText } from "../../text/joined-text.ts";
import { CustomInput } from "../tool-calls/custom-input.ts";
import {
  callItem,
  type CallOpening,
  type ItemStatus,
  messageItem,
  type MessagePart,
  type OutputItem,
  partToWire,
  reasoningItem,
  summaryPart,
  TEXT_FIELDS,
} from "./output-items.ts";

/** Sends an event of this type about one item. */
export type EmitOfItem = (type: string, fields: object) => void;

/** An item of a response that is being written. */
export interface OpenItem {
  /** The item in its current state. */
  item(status: ItemStatus): OutputItem;
  /** Sends the events that end it. */
  close(status: ItemStatus): void;
}

/** A part of a message that is being written. */
class OpenPart {
  readonly kind: MessagePart["kind"];
  readonly #text = new JoinedText();

  constructor(kind: MessagePart["kind"]) {
    this.kind = kind;
  }

  add(text: string): void {
    this.#text.add(text);
  }

  /** The part in its current state. */
  get written(): MessagePart {
    return { kind: this.kind, text: this.#text.text };
  }
}

/** A message, whose parts follow each other. */
export class OpenMessage implements OpenItem {
  readonly #id: string;
  readonly #emit: EmitOfItem;
  readonly #done: MessagePart[] = [];
  #part: OpenPart | undefined;

  constructor(id: string, emit: EmitOfItem) {
    this.#id = id;
    this.#emit = emit;
    emit("response.output_item.added", { item: this.item("in_progress") });
  }

  add(kind: MessagePart["kind"], text: string): void {
    if (this.#part?.kind !== kind) this.#open(kind);
    this.#part?.add(text);
    const extra = kind === "text" ? { logprobs: [] } : {};
    this.#emitPart(kind === "text" ? "response.output_text.delta" : "response.refusal.delta", {
      delta: text,
      ...extra,
    });
  }

  item(status: ItemStatus): OutputItem {
    return messageItem(this.#id, status, this.#part === undefined ? this.#done : [...this.#done, this.#part.written]);
  }

  close(status: ItemStatus): void {
    this.#closePart();
    this.#emit("response.output_item.done", { item: this.item(status) });
  }

  #open(kind: MessagePart["kind"]): void {
    this.#closePart();
    this.#part = new OpenPart(kind);
    this.#emitPart("response.content_part.added", { part: partToWire(this.#part.written) });
  }

  #closePart(): void {
    const part = this.#part?.written;
    if (part === undefined) return;
    if (part.kind === "text") this.#emitPart("response.output_text.done", { text: part.text, logprobs: [] });
    else this.#emitPart("response.refusal.done", { refusal: part.text });
    this.#emitPart("response.content_part.done", { part: partToWire(part) });
    this.#part = undefined;
    this.#done.push(part);
  }

  #emitPart(type: string, fields: object): void {
    this.#emit(type, { item_id: this.#id, content_index: this.#done.length, ...fields });
  }
}

/** Reasoning, as a summary with one part, or without text. */
export class OpenReasoning implements OpenItem {
  readonly #id: string;
  readonly #emit: EmitOfItem;
  readonly #text = new JoinedText();
  #encrypted: string | undefined;

  constructor(id: string, emit: EmitOfItem) {
    this.#id = id;
    this.#emit = emit;
    emit("response.output_item.added", { item: this.item() });
  }

  add(text: string): void {
    if (this.#text.length === 0) this.#emitPart("response.reasoning_summary_part.added", { part: summaryPart("") });
    this.#text.add(text);
    this.#emitPart("response.reasoning_summary_text.delta", { delta: text });
  }

  /** Sets the state that its provider wants back. */
  encrypt(data: string): void {
    this.#encrypted = data;
  }

  item(): OutputItem {
    return reasoningItem(this.#id, this.#text.text, this.#encrypted);
  }

  close(): void {
    const { text } = this.#text;
    if (text !== "") {
      this.#emitPart("response.reasoning_summary_text.done", { text });
      this.#emitPart("response.reasoning_summary_part.done", { part: summaryPart(text) });
    }
    this.#emit("response.output_item.done", { item: this.item() });
  }

  #emitPart(type: string, fields: object): void {
    this.#emit(type, { item_id: this.#id, summary_index: 0, ...fields });
  }
}

/** A call of a function, of a custom tool, or of the client's search for tools, which is only sent whole. */
export class OpenCall implements OpenItem {
  readonly #id: string;
  readonly #emit: EmitOfItem;
  readonly #opening: CallOpening;
  readonly #text = new JoinedText();
  readonly #input: CustomInput | undefined;

  constructor(id: string, opening: CallOpening, emit: EmitOfItem) {
    this.#id = id;
    this.#opening = opening;
    this.#emit = emit;
    if (opening.kind === "custom_tool_call") this.#input = new CustomInput();
    emit("response.output_item.added", { item: this.item("in_progress") });
  }

  /** Adds a piece of the arguments. */
  add(json: string): void {
    this.#say(this.#input?.feed(json) ?? json);
  }

  item(status: ItemStatus): OutputItem {
    return callItem(this.#id, status, this.#opening, this.#text.text);
  }

  close(status: ItemStatus): void {
    this.#say(this.#input?.end() ?? "");
    const { kind, tool } = this.#opening;
    const { text } = this.#text;
    if (kind === "function_call") this.#emitText("done", { name: tool.name, arguments: text });
    else this.#emitText("done", { input: text });
    this.#emit("response.output_item.done", { item: this.item(status) });
  }

  #say(text: string): void {
    if (text === "") return;
    this.#text.add(text);
    this.#emitText("delta", { delta: text });
  }

  #emitText(event: "delta" | "done", fields: object): void {
    const { kind } = this.#opening;
    if (kind === "tool_search_call") return;
    this.#emit(`response.${kind}_${TEXT_FIELDS[kind]}.${event}`, { item_id: this.#id, ...fields });
  }
}
