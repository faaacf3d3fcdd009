import { JoinedText } from "../text/joined-text.ts";
import type { ToolCallDelta } from "../types/stream-part.ts";
import { KeptLength } from "../wire/kept-length.ts";
import { JsonEnd } from "../wire/tool-calls/json-end.ts";

/** Approximate memory of a call besides its texts, in code units. */
const OVERHEAD = 256;

/** A tool call that has started, and its arguments so far. */
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

  /** Whether its arguments are a complete JSON value. */
  get isComplete(): boolean {
    return this.#end.reached;
  }

  add(text: string): void {
    this.#end.feed(text);
    this.#arguments.add(text);
  }
}

/**
 * The tool calls of an answer, for hosts that run a tool as soon as they get its call. A call is released as a whole,
 * once its arguments are complete and another part begins, or at the end. The arguments of several calls may arrive
 * interleaved. Holds at most 8,388,608 characters per answer, and throws a LimitError for more.
 */
export class OpenCalls {
  /** Undefined for released calls. */
  readonly #calls = new Map<number, OpenCall | undefined>();
  /** Complete calls that were not released yet. */
  #complete: OpenCall[] = [];
  readonly #kept = new KeptLength();

  /** Adds a delta to its call. Undefined for text after the end of a released call. */
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

  /** Releases the complete calls. Called when another part begins. */
  takeComplete(): readonly OpenCall[] {
    const taken = this.#complete;
    this.#complete = [];
    for (const { index } of taken) this.#calls.set(index, undefined);
    return taken;
  }

  /** Releases all other calls, at the end. */
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
