import type { ToolCallDelta } from "../../types.ts";
import { KeptLength } from "../kept-length.ts";
import { type EmitOfItem, OpenCall, type OpenItem, OpenMessage, OpenReasoning } from "./open-items.ts";
import type { ItemKind, ItemNames } from "./item-names.ts";
import { itemIds, type ItemStatus, type OutputItem } from "./output-items.ts";

/** Sends an event of this type. */
export type Emit = (type: string, fields: object) => void;

/** A call whose name has not come yet, or which has been opened. */
interface KnownCall {
  callId: string;
  waiting: string;
  open: OpenCall | undefined;
}

interface Placed {
  readonly item: OpenItem;
  status: ItemStatus | undefined;
}

/**
 * The items of one response, in the order in which they began. Text and thoughts take turns, and what is said after
 * something else is a new item. Calls stay open to the end, since their arguments may come by turns.
 */
export class OutputWriter {
  readonly #ids: ReturnType<typeof itemIds>;
  readonly #emit: Emit;
  readonly #placed: Placed[] = [];
  readonly #calls = new Map<number, KnownCall>();
  readonly #kept = new KeptLength();
  #message: OpenMessage | undefined;
  #reasoning: OpenReasoning | undefined;

  constructor(responseId: string, names: ItemNames | undefined, emit: Emit) {
    this.#ids = itemIds(responseId, names);
    this.#emit = emit;
  }

  text(kind: "text" | "refusal", text: string): void {
    this.#end(this.#reasoning);
    this.#reasoning = undefined;
    this.#message ??= this.#place("message", (id, emit) => new OpenMessage(id, emit));
    this.#message.add(kind, this.#kept.add(text));
  }

  reasoning(text: string): void {
    this.#end(this.#message);
    this.#message = undefined;
    this.#reasoning ??= this.#place("reasoning", (id, emit) => new OpenReasoning(id, emit));
    this.#reasoning.add(this.#kept.add(text));
  }

  call(part: ToolCallDelta): void {
    const call = this.#calls.get(part.index) ?? { callId: `call_${part.index}`, waiting: "", open: undefined };
    this.#calls.set(part.index, call);
    call.callId = part.id ?? call.callId;
    this.#kept.add(part.text);
    if (call.open === undefined && part.name === undefined) call.waiting += part.text;
    else if (call.open === undefined) this.#openCall(call, part.name ?? "", call.waiting + part.text);
    else if (part.text !== "") call.open.add(part.text);
  }

  /** The id a call is known by, once it has begun. */
  callId(index: number): string {
    return this.#calls.get(index)?.callId ?? "";
  }

  /** What the upstream encrypted of the thought that is open, or of one that it does not tell. It ends with that. */
  encrypted(data: string): void {
    const open = this.#reasoning ?? this.#silent();
    open.encrypt(data);
    this.#end(open);
    this.#reasoning = undefined;
  }

  /** Closes what is open. `sealed` is what the provider wants back with the turn. */
  close(status: ItemStatus, sealed: string | undefined): void {
    for (const call of this.#calls.values()) if (call.open === undefined) this.#openCall(call, "", call.waiting);
    for (const placed of this.#placed) this.#close(placed, status);
    if (sealed === undefined) return;
    const thought = this.#silent();
    thought.encrypt(sealed);
    this.#end(thought);
  }

  items(): readonly OutputItem[] {
    return this.#placed.map(({ item, status = "incomplete" }) => item.item(status));
  }

  /** A thought of which nothing is told. */
  #silent(): OpenReasoning {
    this.#end(this.#message);
    this.#message = undefined;
    return this.#place("reasoning", (id, emit) => new OpenReasoning(id, emit));
  }

  #openCall(call: KnownCall, name: string, text: string): void {
    for (const open of [this.#message, this.#reasoning]) this.#end(open);
    this.#message = undefined;
    this.#reasoning = undefined;
    const opening = { callId: call.callId, name };
    call.open = this.#place("function_call", (id, emit) => new OpenCall(id, opening, emit));
    if (text !== "") call.open.add(text);
  }

  #place<T extends OpenItem>(kind: ItemKind, open: (id: string, emit: EmitOfItem) => T): T {
    const index = this.#placed.length;
    const emit: EmitOfItem = (type, fields) => this.#emit(type, { output_index: index, ...fields });
    const item = open(this.#ids(kind, index), emit);
    this.#placed.push({ item, status: undefined });
    return item;
  }

  #end(item: OpenItem | undefined): void {
    const placed = this.#placed.find((one) => one.item === item);
    if (placed !== undefined) this.#close(placed, "completed");
  }

  #close(placed: Placed, status: ItemStatus): void {
    if (placed.status !== undefined) return;
    placed.status = status;
    placed.item.close(status);
  }
}
