import type { ToolCallDelta } from "../../types.ts";
import { KeptLength } from "../kept-length.ts";
import { type EmitOfItem, OpenCall, type OpenItem, OpenMessage, OpenReasoning } from "./open-items.ts";
import { itemIds, type ItemStatus, type OutputItem, reasoningItem } from "./output-items.ts";
import type { TurnState } from "../sealed-thoughts.ts";

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

  constructor(responseId: string, emit: Emit) {
    this.#ids = itemIds(responseId);
    this.#emit = emit;
  }

  text(kind: "text" | "refusal", text: string): void {
    this.#end(this.#reasoning);
    this.#reasoning = undefined;
    this.#message ??= this.#place("msg", (id, emit) => new OpenMessage(id, emit));
    this.#message.add(kind, this.#kept.add(text));
  }

  reasoning(text: string): void {
    this.#end(this.#message);
    this.#message = undefined;
    this.#reasoning ??= this.#place("rs", (id, emit) => new OpenReasoning(id, emit));
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

  /** Closes what is open. `state` is what the provider wants back with the turn. */
  close(status: ItemStatus, state: TurnState): void {
    for (const call of this.#calls.values()) if (call.open === undefined) this.#openCall(call, "", call.waiting);
    for (const placed of this.#placed) this.#close(placed, status);
    if (Object.keys(state).length === 0) return;
    this.#place("rs", (id, emit) => {
      const item = reasoningItem(id, "", state);
      emit("response.output_item.added", { item: reasoningItem(id, "") });
      emit("response.output_item.done", { item });
      return { item: () => item, close: () => {} };
    });
  }

  items(): readonly OutputItem[] {
    return this.#placed.map(({ item, status = "incomplete" }) => item.item(status));
  }

  #openCall(call: KnownCall, name: string, text: string): void {
    for (const open of [this.#message, this.#reasoning]) this.#end(open);
    this.#message = undefined;
    this.#reasoning = undefined;
    const opening = { callId: call.callId, name };
    call.open = this.#place("fc", (id, emit) => new OpenCall(id, opening, emit));
    if (text !== "") call.open.add(text);
  }

  #place<T extends OpenItem>(prefix: "msg" | "rs" | "fc", open: (id: string, emit: EmitOfItem) => T): T {
    const index = this.#placed.length;
    const emit: EmitOfItem = (type, fields) => this.#emit(type, { output_index: index, ...fields });
    const item = open(this.#ids(prefix, index), emit);
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
