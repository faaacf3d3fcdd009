import { JoinedText } from "../text/joined-text.ts";
import type { ToolCallDelta } from "../types.ts";
import { KeptLength } from "../wire/kept-length.ts";
import { JsonEnd } from "../wire/tool-calls/json-end.ts";

/** What a call takes beside its texts, in code units, about. */
const OVERHEAD = 256;

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
  /** Those of them that are complete and were not told yet. */
  #complete: OpenCall[] = [];
  readonly #kept = new KeptLength();

  /** Takes a piece of a call. Undefined where it comes behind the end of one that was told. */
  add(piece: ToolCallDelta): OpenCall | undefined {
    const { index, text } = piece;
    if (!this.#calls.has(index)) this.#begin(piece);
    const call = this.#calls.get(index);
    if (call === undefined) return undefined;
    const wasComplete = call.isComplete;
    call.add(this.#kept.add(text));
    if (call.isComplete && !wasComplete) this.#complete.push(call);
    return call;
  }

  has(index: number): boolean {
    return this.#calls.has(index);
  }

  /** Those that are complete, to be told now that something else begins. */
  takeComplete(): readonly OpenCall[] {
    const taken = this.#complete;
    this.#complete = [];
    for (const { index } of taken) this.#calls.set(index, undefined);
    return taken;
  }

  /** All that are left, at the end. */
  takeRest(): readonly OpenCall[] {
    const taken = [...this.#calls.values()].filter((call) => call !== undefined);
    this.#calls.clear();
    return taken;
  }

  #begin(piece: ToolCallDelta): void {
    const call = new OpenCall(piece);
    this.#kept.add("", OVERHEAD + call.id.length + call.name.length);
    this.#calls.set(piece.index, call);
  }
}
