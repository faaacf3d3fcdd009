import { JoinedText } from "../text/joined-text.ts";
import type { ToolCallDelta } from "../types.ts";
import { KeptLength } from "../wire/kept-length.ts";
import { JsonEnd } from "../wire/tool-calls/json-end.ts";

/** A call that was begun, and its arguments so far. */
export class OpenCall {
  readonly index: number;
  readonly id: string;
  readonly name: string;
  readonly #arguments = new JoinedText();
  readonly #end = new JsonEnd();

  constructor({ index, id = "", name = "" }: ToolCallDelta) {
    this.index = index;
    this.id = id;
    this.name = name;
  }

  get arguments(): string {
    return this.#arguments.text;
  }

  /** Whether its arguments are a whole value of JSON. */
  get isComplete(): boolean {
    return this.#end.reached;
  }

  add(text: string): void {
    this.#end.feed(text);
    this.#arguments.add(text);
  }
}

/**
 * The calls of an answer for hosts that run what they are told: one is told whole, once its arguments are complete and
 * something else begins, or at the end. Until then they may come by turns with those of others. Holds at most 8,388,608
 * characters of an answer, and throws a LimitError for more.
 */
export class OpenCalls {
  /** Undefined for those that were told. */
  readonly #calls = new Map<number, OpenCall | undefined>();
  readonly #kept = new KeptLength();

  /** Takes a piece of a call. Undefined where it comes behind the end of one that was told. */
  add(piece: ToolCallDelta): OpenCall | undefined {
    const { index, text } = piece;
    if (!this.#calls.has(index)) this.#calls.set(index, new OpenCall(piece));
    const call = this.#calls.get(index);
    call?.add(this.#kept.add(text));
    return call;
  }

  has(index: number): boolean {
    return this.#calls.has(index);
  }

  /** Those that are complete, to be told now that something else begins. */
  takeComplete(): readonly OpenCall[] {
    return this.#take((call) => call.isComplete);
  }

  /** All that are left, at the end. */
  takeRest(): readonly OpenCall[] {
    return this.#take(() => true);
  }

  #take(isTaken: (call: OpenCall) => boolean): readonly OpenCall[] {
    const taken = [...this.#calls.values()].filter(
      (call) => call !== undefined && isTaken(call),
    ) as readonly OpenCall[];
    for (const { index } of taken) this.#calls.set(index, undefined);
    return taken;
  }
}
