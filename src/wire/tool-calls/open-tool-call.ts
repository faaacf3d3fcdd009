import { optional } from "../../json.ts";
import type { ToolCallDelta, ToolCallState } from "../../types.ts";
import { ChunkError } from "../chunk-error.ts";
import { JsonEnd } from "./json-end.ts";

/** What one delta says of one tool call. */
export interface ToolCallPiece {
  /** How the provider numbers the call, if it does. */
  readonly place: string | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
  readonly state: ToolCallState | undefined;
}

/** Characters of arguments that are remembered of a call, so that it is known again when it is told twice. */
const MAX_REMEMBERED = 65_536;

/** Characters of arguments, and of a name, that may come before it is clear what a call is called. */
const MAX_HELD = 1_048_576;

/** What some providers send in front of arguments, and others for having none. */
export const EMPTY_ARGUMENTS = "{}";

/** A tool call that is being told, as far as it is known. */
export class OpenToolCall {
  readonly index: number;
  id: string | undefined;
  name = "";
  readonly #end = new JsonEnd();
  /** The beginning of the arguments. */
  #text = "";
  /** What is not told yet. */
  #held = "";
  #state: ToolCallState | undefined;
  #signed = false;
  #told = false;

  constructor(index: number) {
    this.index = index;
  }

  get hasArguments(): boolean {
    return this.#text !== "";
  }

  /** Whether the arguments are a whole value. */
  get isWhole(): boolean {
    return this.#end.reached;
  }

  /** Whether no other arguments can follow. */
  get isComplete(): boolean {
    return this.isWhole && (this.#told || this.#text !== EMPTY_ARGUMENTS);
  }

  repeats(text: string): boolean {
    return this.#text.slice(0, MAX_REMEMBERED) === text.slice(0, MAX_REMEMBERED);
  }

  add({ id, name, text, state }: ToolCallPiece): void {
    this.id ??= id;
    if (name !== undefined) this.#addName(name);
    // Some providers tell a call a second time, as a whole, when it is complete.
    const isAgain = this.isComplete && (id !== undefined || name !== undefined) && this.repeats(text);
    if (!isAgain) this.#addText(text);
    if (!this.#signed) this.#state = state;
    this.#signed ||= state !== undefined;
    if (this.#held.length + this.name.length > MAX_HELD) throw new ChunkError("a tool call is too long");
  }

  /** A name comes whole, whole with every piece, in pieces, or longer with every piece, and is settled by arguments. */
  #addName(name: string): void {
    if (this.name !== "" && (this.#told || this.hasArguments)) return;
    this.name = name.startsWith(this.name) ? name : this.name + name;
  }

  /** Some providers put an empty object in front of the arguments, or `null` where there are none. */
  #addText(text: string): void {
    if (text === "" || (text === "null" && !this.hasArguments)) return;
    if (this.#text === EMPTY_ARGUMENTS && !this.#told && text.startsWith("{")) this.#text = this.#held = "";
    this.#end.feed(text);
    if (this.#text.length < MAX_REMEMBERED) this.#text += text;
    this.#held += text;
  }

  /** What can be told by now. A call begins with its name and with what is certainly the first of its arguments. */
  delta(choice: number): ToolCallDelta | undefined {
    const isReady = this.#told || (this.#held !== "" && this.#held !== EMPTY_ARGUMENTS);
    return isReady ? this.settled(choice) : undefined;
  }

  /** The same, where another call has begun. */
  settled(choice: number): ToolCallDelta | undefined {
    if (this.name === "" || (this.#told && this.#held === "" && this.#state === undefined)) return undefined;
    const opening = this.#told ? {} : { ...optional("id", this.id), name: this.name };
    const [text, state] = [this.#held, this.#state];
    this.#held = "";
    this.#state = undefined;
    this.#told = true;
    return { type: "tool-call-delta", choice, index: this.index, ...opening, text, ...optional("state", state) };
  }

  /** The rest. Clients read arguments as JSON, so where none have come there is an empty object, unless the answer was cut. */
  rest(choice: number, isCut: boolean): ToolCallDelta | undefined {
    if (this.name === "") throw new ChunkError("a tool call has no name");
    if (!this.hasArguments && !isCut) this.#addText(EMPTY_ARGUMENTS);
    return this.settled(choice);
  }
}
