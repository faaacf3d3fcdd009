import { type JsonRecord, textOf } from "../../json.ts";
import type { ToolCallDelta } from "../../types/stream-part.ts";
import { KeptLength } from "../kept-length.ts";
import { HeldItem } from "../tool-calls/hosted-call.ts";
import type { AnswerFrame } from "../wire.ts";
import { HostedItem } from "./hosted-items.ts";
import type { ItemKind } from "./item-names.ts";
import { type EmitOfItem, OpenCall, type OpenItem, OpenMessage, OpenReasoning } from "./open-items.ts";
import { itemIds, type ItemStatus, openingOf, type OutputItem } from "./output-items.ts";

/** Sends an event of this type. */
export type Emit = (type: string, fields: object) => void;

/** A tool call that is open, or whose name has not arrived yet. */
interface KnownCall {
  callId: string;
  isCustom: boolean;
  waiting: string;
  /** An item of a tool that the provider defines. */
  hosted: HeldItem | undefined;
  open: OpenCall | undefined;
}

/** What an item costs besides its text, in characters, roughly. */
const OVERHEAD = 256;

/**
 * Writes the items of one response, in the order in which they start. Text and reasoning alternate: text after
 * something else starts a new item. Tool calls stay open until the end, since their arguments may arrive interleaved.
 */
export class OutputWriter {
  readonly #ids: ReturnType<typeof itemIds>;
  readonly #emit: Emit;
  readonly #frame: AnswerFrame;
  readonly #items: OpenItem[] = [];
  /** The final status of items that have ended. */
  readonly #ended = new Map<OpenItem, ItemStatus>();
  readonly #calls = new Map<number, KnownCall>();
  readonly #kept = new KeptLength();
  /** At most one of the two is open. */
  #message: OpenMessage | undefined;
  #reasoning: OpenReasoning | undefined;

  constructor(responseId: string, frame: AnswerFrame, emit: Emit) {
    this.#ids = itemIds(responseId, frame.itemNames);
    this.#frame = frame;
    this.#emit = emit;
  }

  text(kind: "text" | "refusal", text: string): void {
    if (this.#message === undefined) {
      this.#turn();
      this.#message = this.#begin("message", (id, emit) => new OpenMessage(id, emit));
    }
    this.#message.add(kind, this.#kept.add(text));
  }

  reasoning(text: string): void {
    this.#thought().add(this.#kept.add(text));
  }

  call(part: ToolCallDelta): void {
    const call = this.#calls.get(part.index) ?? {
      callId: `call_${part.index}`,
      isCustom: false,
      waiting: "",
      hosted: part.hosted === true ? new HeldItem() : undefined,
      open: undefined,
    };
    this.#calls.set(part.index, call);
    call.callId = part.id ?? call.callId;
    call.isCustom ||= part.custom === true;
    this.#kept.add(part.text, textOf(part.id).length + textOf(part.name).length);
    if (call.hosted !== undefined) this.#hosted(call.hosted.feed(part.text));
    else if (call.open === undefined && part.name === undefined) call.waiting += part.text;
    else if (call.open === undefined) this.#openCall(call, part.name ?? "", call.waiting + part.text);
    else if (part.text !== "") call.open.add(part.text);
  }

  /** The id of a call, once it has started. */
  callId(index: number): string {
    return this.#calls.get(index)?.callId ?? "";
  }

  /** Adds encrypted reasoning to the open reasoning item, or to a new one without text, and closes it. */
  encrypted(data: string): void {
    this.#thought().encrypt(this.#kept.add(data));
    this.#turn();
  }

  /** Closes all open items. `turnState` is what the provider wants back with the turn. */
  close(status: ItemStatus, turnState: string | undefined): void {
    for (const call of this.#calls.values()) {
      if (call.open === undefined && call.hosted === undefined) this.#openCall(call, "", call.waiting);
    }
    for (const item of this.#items) this.#end(item, status);
    this.#message = undefined;
    this.#reasoning = undefined;
    if (turnState !== undefined) this.encrypted(turnState);
  }

  items(): readonly OutputItem[] {
    return this.#items.map((item) => item.item(this.#ended.get(item) ?? "incomplete"));
  }

  #thought(): OpenReasoning {
    if (this.#reasoning === undefined) {
      this.#turn();
      this.#reasoning = this.#begin("reasoning", (id, emit) => new OpenReasoning(id, emit));
    }
    return this.#reasoning;
  }

  #openCall(call: KnownCall, name: string, text: string): void {
    this.#turn();
    const opening = openingOf(call.callId, name, call.isCustom, this.#frame);
    call.open = this.#begin(opening.kind, (id, emit) => new OpenCall(id, opening, emit));
    if (text !== "") call.open.add(text);
  }

  #hosted(item: JsonRecord | undefined): void {
    if (item === undefined) return;
    this.#turn();
    this.#put((_index, emit) => new HostedItem(item as unknown as OutputItem, emit));
  }

  #begin<T extends OpenItem>(kind: ItemKind, open: (id: string, emit: EmitOfItem) => T): T {
    return this.#put((index, emit) => open(this.#ids(kind, index), emit));
  }

  #put<T extends OpenItem>(open: (index: number, emit: EmitOfItem) => T): T {
    this.#kept.add("", OVERHEAD);
    const index = this.#items.length;
    const emit: EmitOfItem = (type, fields) => this.#emit(type, { output_index: index, ...fields });
    const item = open(index, emit);
    this.#items.push(item);
    return item;
  }

  /** Called before another item starts. */
  #turn(): void {
    for (const item of [this.#message, this.#reasoning]) if (item !== undefined) this.#end(item, "completed");
    this.#message = undefined;
    this.#reasoning = undefined;
  }

  #end(item: OpenItem, status: ItemStatus): void {
    if (this.#ended.has(item)) return;
    this.#ended.set(item, status);
    item.close(status);
  }
}
