import { isRecord, optional } from "../../json.ts";
import { toolCallState } from "../../streams/parts/foreign-names.ts";
import type { ToolCallDelta } from "../../types.ts";
import { JsonEnd } from "../json-end.ts";
import { ChunkError, MAX_INDEX, readIndex, readText } from "./chat-completion-chunk.ts";

interface OpenCall {
  readonly index: number;
  readonly end: JsonEnd;
  id: string | undefined;
  name: string | undefined;
  /** Whether its state was seen. */
  signed: boolean;
}

const nameOf = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Arguments are a JSON text; some providers send the value itself. */
const argumentsOf = (value: unknown): string =>
  isRecord(value) ? JSON.stringify(value) : readText(value, "arguments");

/**
 * Finds out which tool call of a choice a piece belongs to. `index` should say it, but some providers leave it out or say 0
 * of every call. A new id begins a new call; without ids, a name does that comes when the arguments before it are
 * complete; without an index, all else belongs to the call before it. Each call gets an index of its own.
 */
export class ToolCallReader {
  readonly #calls: OpenCall[] = [];
  readonly #byIndex = new Map<number, OpenCall>();

  read(piece: unknown, choice: number): ToolCallDelta | undefined {
    if (!isRecord(piece)) return undefined;
    const fn = isRecord(piece["function"]) ? piece["function"] : {};
    const [id, name] = [nameOf(piece["id"]), nameOf(fn["name"])];
    const said = piece["index"] ?? undefined;
    const call = this.#find(said === undefined ? undefined : readIndex(said), id, name);
    const text = argumentsOf(fn["arguments"]);
    call.end.feed(text);
    const opening = {
      ...(id === undefined || call.id !== undefined ? {} : { id }),
      ...(name === undefined || call.name !== undefined ? {} : { name }),
    };
    call.id ??= id;
    call.name ??= name;
    const state = call.signed ? undefined : toolCallState(piece["extra_content"]);
    call.signed ||= state !== undefined;
    return { type: "tool-call-delta", choice, index: call.index, ...opening, text, ...optional("state", state) };
  }

  #find(said: number | undefined, id: string | undefined, name: string | undefined): OpenCall {
    const at = said === undefined ? this.#calls.at(-1) : this.#byIndex.get(said);
    if (at === undefined) return this.#open(said);
    if (id !== undefined) {
      if (at.id === undefined || at.id === id) return at;
      return this.#calls.find((call) => call.id === id) ?? this.#open(said);
    }
    return name !== undefined && at.name !== undefined && at.end.reached ? this.#open(said) : at;
  }

  #open(said: number | undefined): OpenCall {
    const next = this.#calls.reduce((max, { index }) => Math.max(max, index), -1) + 1;
    const index = said === undefined || this.#byIndex.has(said) ? next : said;
    if (index > MAX_INDEX) throw new ChunkError("index out of range");
    const call: OpenCall = { index, end: new JsonEnd(), id: undefined, name: undefined, signed: false };
    this.#calls.push(call);
    if (said !== undefined) this.#byIndex.set(said, call);
    return call;
  }
}
