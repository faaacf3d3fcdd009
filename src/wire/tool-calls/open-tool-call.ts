import { optional } from "../../json.ts";
import type { ToolCallState } from "../../types/chat-message.ts";
import type { ToolCallDelta } from "../../types/stream-part.ts";
import { ChunkError } from "../chunk-error.ts";
import { CallArguments, EMPTY_ARGUMENTS } from "./call-arguments.ts";
import { CustomArguments } from "./custom-input.ts";

/** The part of one tool call in one delta. */
export interface ToolCallPiece {
  /** The provider's index for the call, if there is one. */
  readonly place: string | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly text: string;
  /** Whether it calls a custom tool: the text is not JSON. */
  readonly isCustom: boolean;
  readonly state: ToolCallState | undefined;
}

/** A tool call that is arriving. */
export class OpenToolCall {
  readonly index: number;
  id: string | undefined;
  name = "";
  readonly #arguments = new CallArguments();
  /** Of a custom tool. */
  #input: CustomArguments | undefined;
  #state: ToolCallState | undefined;
  #signed = false;
  #started = false;

  constructor(index: number) {
    this.index = index;
  }

  get hasArguments(): boolean {
    return !this.#arguments.isEmpty;
  }

  /** Characters that are held or kept, including name and id. */
  get held(): number {
    const signature = this.#state?.google.thought_signature ?? "";
    return this.#arguments.held + this.name.length + (this.id?.length ?? 0) + signature.length;
  }

  /** Whether the arguments are a complete JSON value. */
  get isWhole(): boolean {
    return this.#arguments.isWhole;
  }

  /** Whether no more arguments can follow. */
  get isComplete(): boolean {
    return this.isWhole && (this.#started || !this.#arguments.isPlaceholder);
  }

  repeats(text: string): boolean {
    return this.#arguments.repeats(text);
  }

  add({ id, name, text: raw, isCustom, state }: ToolCallPiece): void {
    this.id ??= id;
    if (isCustom) this.#input ??= new CustomArguments();
    const text = this.#input?.feed(raw) ?? raw;
    if (name !== undefined) this.#addName(name);
    // Some providers repeat the whole call when it is complete.
    const isAgain = this.isComplete && (id !== undefined || name !== undefined) && this.repeats(text);
    if (!isAgain) this.#addText(text);
    if (!this.#signed) this.#state = state;
    this.#signed ||= state !== undefined;
  }

  /** A name arrives whole, whole with every delta, in pieces, or cumulatively. It is final once arguments arrive. */
  #addName(name: string): void {
    if (this.name !== "" && (this.#started || this.hasArguments)) return;
    this.name = name.startsWith(this.name) ? name : this.name + name;
  }

  /** Some providers send an empty object before the arguments. */
  #addText(text: string): void {
    if (this.#arguments.isPlaceholder && !this.#started && text.startsWith("{")) this.#arguments.clear();
    this.#arguments.add(text);
  }

  /** What can be released now. A call starts with its name and the certain start of its arguments. */
  delta(choice: number): ToolCallDelta | undefined {
    return this.#started || this.#arguments.isSure ? this.settled(choice) : undefined;
  }

  /** The same, once another call has started. */
  settled(choice: number): ToolCallDelta | undefined {
    if (this.name === "") return undefined;
    const [text, state] = [this.#arguments.take(), this.#state];
    if (this.#started && text === "" && state === undefined) return undefined;
    const opening = this.#started ? {} : this.#opening;
    this.#state = undefined;
    this.#started = true;
    return { type: "tool-call-delta", choice, index: this.index, ...opening, text, ...optional("state", state) };
  }

  get #opening(): Pick<ToolCallDelta, "id" | "name" | "custom"> {
    return { ...optional("id", this.id), name: this.name, ...(this.#input === undefined ? {} : { custom: true }) };
  }

  /**
   * Everything else. Clients parse arguments as JSON, so missing arguments become an empty object, unless the answer
   * was cut off.
   */
  rest(choice: number, isCut: boolean): ToolCallDelta | undefined {
    if (this.name === "") throw new ChunkError("a tool call has no name");
    if (!isCut) this.#addText(this.#input?.end() ?? (this.hasArguments ? "" : EMPTY_ARGUMENTS));
    this.#arguments.end();
    return this.settled(choice);
  }
}
