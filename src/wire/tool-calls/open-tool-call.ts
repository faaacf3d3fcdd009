import { optional } from "../../json.ts";
import type { ToolCallDelta, ToolCallState } from "../../types.ts";
import { ChunkError } from "../chunk-error.ts";
import { CallArguments, EMPTY_ARGUMENTS } from "./call-arguments.ts";

/** What one delta says of one tool call. */
export interface ToolCallPiece {
  /** How the provider numbers the call, if it does. */
  readonly place: string | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
  readonly state: ToolCallState | undefined;
}

/** A tool call that is being told, as far as it is known. */
export class OpenToolCall {
  readonly index: number;
  id: string | undefined;
  name = "";
  readonly #arguments = new CallArguments();
  #state: ToolCallState | undefined;
  #signed = false;
  #told = false;

  constructor(index: number) {
    this.index = index;
  }

  get hasArguments(): boolean {
    return !this.#arguments.isEmpty;
  }

  /** Characters that are kept, and are not told yet but for its name and id. */
  get held(): number {
    const signature = this.#state?.google.thought_signature ?? "";
    return this.#arguments.held + this.name.length + (this.id?.length ?? 0) + signature.length;
  }

  /** Whether the arguments are a whole value. */
  get isWhole(): boolean {
    return this.#arguments.isWhole;
  }

  /** Whether no other arguments can follow. */
  get isComplete(): boolean {
    return this.isWhole && (this.#told || !this.#arguments.isPlaceholder);
  }

  repeats(text: string): boolean {
    return this.#arguments.repeats(text);
  }

  add({ id, name, text, state }: ToolCallPiece): void {
    this.id ??= id;
    if (name !== undefined) this.#addName(name);
    // Some providers tell a call a second time, as a whole, when it is complete.
    const isAgain = this.isComplete && (id !== undefined || name !== undefined) && this.repeats(text);
    if (!isAgain) this.#addText(text);
    if (!this.#signed) this.#state = state;
    this.#signed ||= state !== undefined;
  }

  /** A name comes whole, whole with every piece, in pieces, or longer with every piece, and is settled by arguments. */
  #addName(name: string): void {
    if (this.name !== "" && (this.#told || this.hasArguments)) return;
    this.name = name.startsWith(this.name) ? name : this.name + name;
  }

  /** Some providers put an empty object in front of the arguments. */
  #addText(text: string): void {
    if (this.#arguments.isPlaceholder && !this.#told && text.startsWith("{")) this.#arguments.clear();
    this.#arguments.add(text);
  }

  /** What can be told by now. A call begins with its name and with what is certainly the first of its arguments. */
  delta(choice: number): ToolCallDelta | undefined {
    return this.#told || this.#arguments.isSure ? this.settled(choice) : undefined;
  }

  /** The same, where another call has begun. */
  settled(choice: number): ToolCallDelta | undefined {
    if (this.name === "") return undefined;
    const [text, state] = [this.#arguments.take(), this.#state];
    if (this.#told && text === "" && state === undefined) return undefined;
    const opening = this.#told ? {} : { ...optional("id", this.id), name: this.name };
    this.#state = undefined;
    this.#told = true;
    return { type: "tool-call-delta", choice, index: this.index, ...opening, text, ...optional("state", state) };
  }

  /** The rest. Clients read arguments as JSON, so where none have come there is an empty object, unless the answer was cut. */
  rest(choice: number, isCut: boolean): ToolCallDelta | undefined {
    if (this.name === "") throw new ChunkError("a tool call has no name");
    if (!this.hasArguments && !isCut) this.#addText(EMPTY_ARGUMENTS);
    this.#arguments.end();
    return this.settled(choice);
  }
}
