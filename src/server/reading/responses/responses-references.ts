import * as v from "valibot";
import { isRecord } from "../../../json.ts";
import { text } from "../basic-schemas.ts";
import { parse, refuse } from "../parse.ts";

/** Previously delivered items by id. */
export type KnownItems = ReadonlyMap<string, unknown>;

const reference = v.object({ type: v.literal("item_reference"), id: text });

const CURE =
  "send items whole, as the AI SDK does with `providerOptions: { openai: { store: false } }` or by `openai.chat()`";

const NOT_KEPT = `nothing is kept here that an id could mean: ${CURE}`;

const UNKNOWN = `no such item is kept for this key (any more): ${CURE}`;

/** Resolves the `item_reference`s of one input. */
export class References {
  readonly #kept: KnownItems | undefined;
  readonly #seen = new Set<string>();

  /** @param kept - undefined without a store. */
  constructor(kept: KnownItems | undefined) {
    this.#kept = kept;
  }

  /**
   * Resolves an item: itself, or the one it refers to. Undefined for a duplicate reference, and for missing reasoning,
   * which models do without. Throws a RefusedRequest for any other missing item.
   */
  meant(item: unknown, at: string): unknown {
    if (!isRecord(item) || item["type"] !== "item_reference") return item;
    const { id } = parse(reference, item, at);
    if (this.#seen.has(id)) return undefined;
    this.#seen.add(id);
    const kept = this.#kept?.get(id);
    if (kept !== undefined || id.startsWith("rs_")) return kept;
    throw refuse(`Invalid value for \`${at}.id\`: ${this.#kept === undefined ? NOT_KEPT : UNKNOWN}`, `${at}.id`);
  }
}
