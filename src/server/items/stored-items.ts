import { seal, unseal } from "../../engine/sealed-text.ts";
import { isRecord, listOf, parseJson, recordOf } from "../../json.ts";
import type { Clock } from "../../types/clock.ts";
import type { WireItem } from "../../wire/wire.ts";
import { hexOf } from "../api-keys.ts";
import { RefusedRequest } from "../failure.ts";
import type { GatewayLimits } from "../gateway-options.ts";
import { refuse } from "../reading/parse.ts";
import type { ItemStore } from "./item-store.ts";
import { storeWithTimeout, unreadable } from "./store-with-timeout.ts";

const ITEM_LIFETIME_SECONDS = 86_400;

/** An item's kind, the random id of its response, and its index in the response. */
const ITEM_ID = /^(?:msg|rs|fc)_([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})_\d{1,6}$/;

/** Responses that are fetched concurrently. */
const CONCURRENCY = 6;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const responseOf = (id: string): string | undefined => ITEM_ID.exec(id)?.[1];

/** The ids that an input refers to. */
const referencesIn = (input: unknown): readonly string[] =>
  listOf(input)
    .filter((item) => isRecord(item) && item["type"] === "item_reference")
    .map((item) => recordOf(item)["id"])
    .filter((id) => typeof id === "string");

/** The name of a response in the store, and its encryption key. */
interface Entry {
  readonly name: string;
  readonly key: Uint8Array;
}

interface SealedEntry extends Entry {
  readonly sealed: Uint8Array | undefined;
}

const tooLarge = (bytes: number): RefusedRequest =>
  new RefusedRequest(413, "body_too_large", `What \`input\` refers to is larger than ${bytes} bytes`);

export interface StoredItemsOptions {
  readonly store: ItemStore;
  /** The owner, who alone can find the items. */
  readonly owner: string;
  readonly limits: Pick<GatewayLimits, "maxBodyBytes" | "maxMessages">;
  readonly clock: Clock;
}

/**
 * The stored items of one owner's responses. Name and encryption key of an entry are derived from the id of the response
 * and from the owner, so that the content of the store alone cannot be decrypted.
 */
export class StoredItems {
  readonly #store: ItemStore;
  readonly #owner: string;
  readonly #limits: StoredItemsOptions["limits"];
  readonly #clock: Pick<Clock, "now">;

  constructor({ store, owner, limits, clock }: StoredItemsOptions) {
    this.#store = storeWithTimeout(store, clock);
    this.#owner = owner;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Stores the items of one response, unless they exceed the size of a body: such items could not be referred to. */
  async save(items: readonly WireItem[]): Promise<void> {
    const response = responseOf(items[0]?.id ?? "");
    const until = this.#clock.now() + ITEM_LIFETIME_SECONDS * 1_000;
    const text = JSON.stringify({ until, items });
    if (response === undefined || text.length > this.#limits.maxBodyBytes) return;
    const [{ name, key }, share] = await Promise.all([this.#entry(response), this.#share()]);
    await this.#store.put(name, await seal(key, name, text), ITEM_LIFETIME_SECONDS, share);
  }

  /**
   * The items that an input refers to, by id; unknown ones are missing. Throws a RefusedRequest for more responses than a
   * conversation may have messages, for more bytes than a body may have (counting whole responses), and if the store fails.
   */
  async load(input: unknown): Promise<ReadonlyMap<string, unknown>> {
    const ids = new Set(referencesIn(input));
    const responses = [...new Set([...ids].map(responseOf).filter((response) => response !== undefined))];
    const { maxMessages, maxBodyBytes } = this.#limits;
    if (responses.length > maxMessages) {
      throw refuse(`Invalid value for \`input\`: it refers to more than ${maxMessages} responses`, "input");
    }
    const found = new Map<string, unknown>();
    let read = 0;
    for (let at = 0; at < responses.length; at += CONCURRENCY) {
      const entries = await Promise.all(
        responses.slice(at, at + CONCURRENCY).map((response) => this.#sealed(response)),
      );
      read += entries.reduce((sum, { sealed }) => sum + (sealed?.length ?? 0), 0);
      if (read > maxBodyBytes) throw tooLarge(maxBodyBytes);
      const kept = await Promise.all(entries.map((entry) => this.#opened(entry)));
      for (const item of kept.flat()) if (ids.has(item.id)) found.set(item.id, item);
    }
    return found;
  }

  async #sealed(response: string): Promise<SealedEntry> {
    const entry = await this.#entry(response);
    return { ...entry, sealed: await this.#store.get(entry.name) };
  }

  async #opened({ name, key, sealed }: SealedEntry): Promise<readonly WireItem[]> {
    if (sealed === undefined) return [];
    const text = await unseal(key, name, sealed).catch((cause: unknown) => {
      throw unreadable(cause);
    });
    const { until, items } = recordOf(parseJson(text));
    return typeof until === "number" && until > this.#clock.now() ? (listOf(items) as readonly WireItem[]) : [];
  }

  /** Derives name and key of a response. */
  async #entry(response: string): Promise<Entry> {
    const derived = await this.#derived(response, "edgerails.items.1");
    return { name: hexOf(derived.subarray(0, 32)), key: derived.subarray(32) };
  }

  /** Derives the share of the owner. */
  async #share(): Promise<string> {
    return hexOf((await this.#derived("share", "edgerails.items.share.1")).subarray(0, 32));
  }

  async #derived(text: string, use: string): Promise<Uint8Array> {
    const secret = await crypto.subtle.importKey("raw", bytes(text), "HKDF", false, ["deriveBits"]);
    const params = { name: "HKDF", hash: "SHA-256", salt: bytes(this.#owner), info: bytes(use) };
    return new Uint8Array(await crypto.subtle.deriveBits(params, secret, 512));
  }
}
