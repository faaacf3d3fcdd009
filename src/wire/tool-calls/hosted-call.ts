import { isDeeperThan, isRecord, type JsonRecord, parseJson } from "../../json.ts";
import type { ToolCallDelta } from "../../types/stream-part.ts";
import { JsonEnd } from "./json-end.ts";

// Items of tools that a provider defines, whichever side runs them. Inside, such an item is a call whose arguments are
// the whole item, so that rails read and rewrite every text in it.

/** How deep an item may nest: it is written by recursion. */
const MAX_DEPTH = 512;

/** A file in an item, which no rail reads. */
const FILE = /"type":"base64"|":"data:/;

/** An item of a tool as a call. Undefined for one that no rail can read. */
export const hostedCall = (index: number, name: string, item: JsonRecord): ToolCallDelta | undefined => {
  if (isDeeperThan(item, MAX_DEPTH)) return undefined;
  const text = JSON.stringify(item);
  return FILE.test(text) ? undefined : { type: "tool-call-delta", choice: 0, index, name, hosted: true, text };
};

/** The item that a call has as its arguments. Undefined if they are not complete. */
export const hostedItem = (json: string): JsonRecord | undefined => {
  const item = parseJson(json);
  return isRecord(item) ? item : undefined;
};

/** Collects the arguments of such a call until they are complete. */
export class HeldItem {
  readonly #end = new JsonEnd();
  #json = "";

  /** The item, with the piece that completes it. */
  feed(json: string): JsonRecord | undefined {
    if (this.#end.reached) return undefined;
    this.#json += json;
    this.#end.feed(json);
    return this.#end.reached ? hostedItem(this.#json) : undefined;
  }
}
