import { isRecord, type JsonRecord, textOf } from "../../json.ts";
import { toolCallState } from "../../streams/parts/metadata-shapes.ts";
import type { FinishReason, ToolCallDelta } from "../../types/stream-part.ts";
import { ChunkError } from "../chunk-error.ts";
import { EMPTY_ARGUMENTS } from "./call-arguments.ts";
import { HeldCalls } from "./held-calls.ts";
import { OpenToolCall, type ToolCallPiece } from "./open-tool-call.ts";

/** The most tool calls of one choice. */
const MAX_CALLS = 128;

const idOf = (value: unknown): string | undefined => {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
};

/**
 * Arguments are a JSON text. Some providers send the value itself, and those in PHP an empty list for an empty object.
 */
const argumentsOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  return Array.isArray(value) && value.length === 0 ? EMPTY_ARGUMENTS : JSON.stringify(value);
};

const pieceOf = (call: JsonRecord): ToolCallPiece => {
  const { index, custom } = call;
  const fn = [call["function"], custom].find(isRecord) ?? call;
  return {
    place: (typeof index === "string" && index.length <= 64) || typeof index === "number" ? String(index) : undefined,
    id: idOf(call["id"]),
    name: textOf(fn["name"]).trim() || undefined,
    text: argumentsOf(fn["arguments"] ?? fn["parameters"] ?? fn["input"]),
    isCustom: fn === custom,
    // LiteLLM uses a different name.
    state: toolCallState(call["extra_content"]) ?? toolCallState({ google: call["provider_specific_fields"] }),
  };
};

/**
 * Assembles the tool calls of a choice from a provider's deltas, and emits them as OpenAI would: numbered from 0, id
 * and whole name in the first delta, arguments that are one JSON value.
 *
 * `index` should identify the call of a delta, but some providers omit it or always send 0, and others give every delta
 * a new id. {@link #find} decides.
 */
export class ToolCallReader {
  readonly #calls: OpenToolCall[] = [];
  readonly #byPlace = new Map<string, OpenToolCall>();
  readonly #held: HeldCalls;

  /** @param held - counts what all choices of the answer hold. */
  constructor(held: HeldCalls = new HeldCalls()) {
    this.#held = held;
  }

  get hasCalls(): boolean {
    return this.#calls.length > 0;
  }

  /** Reads the calls of one delta. */
  read(pieces: readonly unknown[], choice: number): readonly ToolCallDelta[] {
    const deltas = pieces.filter(isRecord).flatMap((call, at) => this.#read(pieceOf(call), at === 0, choice));
    return deltas.filter((delta) => delta !== undefined);
  }

  /** What is left when the choice has ended. Throws for a call without a name, since nothing could answer it. */
  rest(choice: number, reason: FinishReason): readonly ToolCallDelta[] {
    const isCut = reason === "length" || reason === "content_filter";
    return this.#calls.map((call) => call.rest(choice, isCut)).filter((delta) => delta !== undefined);
  }

  #read(piece: ToolCallPiece, isFirst: boolean, choice: number): readonly (ToolCallDelta | undefined)[] {
    const before = this.#calls.at(-1);
    const found = this.#find(piece, isFirst);
    const call = found ?? this.#open(piece.place);
    const settled =
      found === undefined && before !== undefined ? this.#counted(before, () => before.settled(choice)) : undefined;
    return [
      settled,
      this.#counted(call, () => {
        call.add(piece);
        return call.delta(choice);
      }),
    ];
  }

  /** Runs an operation on a call and updates the count of what is held. */
  #counted(call: OpenToolCall, read: () => ToolCallDelta | undefined): ToolCallDelta | undefined {
    const { held } = call;
    const delta = read();
    this.#held.change(call.held - held);
    return delta;
  }

  /** The call that a piece belongs to, or undefined for a new call. */
  #find(piece: ToolCallPiece, isFirst: boolean): OpenToolCall | undefined {
    const { place, id, name, text } = piece;
    const at = place === undefined ? this.#calls.at(-1) : this.#byPlace.get(place);
    if (at === undefined) return this.#continued(piece);
    if (id !== undefined && at.id !== undefined && id !== at.id) return this.#renamed(piece, at);
    if (name === undefined || at.name === "") return at;
    // The name again: repeated with every delta, with a repeated call, or of another call.
    const isOther = name !== at.name && at.isWhole;
    if (place !== undefined || id !== undefined) {
      const isAgain = !at.isComplete || text.trim() === "" || at.repeats(text);
      return isAgain && !isOther ? at : undefined;
    }
    return isFirst && name === at.name && !at.isWhole ? at : undefined;
  }

  /**
   * Under an unknown index, arguments alone continue a call whose own are incomplete: some providers count the pieces.
   */
  #continued({ id, name, text }: ToolCallPiece): OpenToolCall | undefined {
    const last = this.#calls.at(-1);
    if (last === undefined || last.name === "" || id !== undefined || name !== undefined) return undefined;
    return last.isWhole && text.trim() !== "" ? undefined : last;
  }

  /** A new id starts a new call, unless it comes with a known index and without the start of a call. */
  #renamed({ place, id, name }: ToolCallPiece, at: OpenToolCall): OpenToolCall | undefined {
    const known = this.#calls.find((call) => call.id === id);
    const goesOn = name === undefined || at.name === "" || (name === at.name && at.hasArguments && !at.isWhole);
    return known ?? (place !== undefined && goesOn ? at : undefined);
  }

  #open(place: string | undefined): OpenToolCall {
    const index = this.#calls.length;
    if (index >= MAX_CALLS) throw new ChunkError("too many tool calls");
    const call = new OpenToolCall(index);
    this.#calls.push(call);
    if (place !== undefined) this.#byPlace.set(place, call);
    return call;
  }
}
