import { seal, unseal } from "../../engine/sealed-text.ts";
import { isRecord, listOf, parseJson, recordOf } from "../../json.ts";
import type { Clock } from "../../types.ts";
import type { WireItem } from "../../wire/wire.ts";
import { RefusedRequest } from "../failure.ts";
import { hexOf } from "../api-keys.ts";
import type { GatewayLimits } from "../gateway-options.ts";
import { refuse } from "../reading/parse.ts";
import type { ItemStore } from "./item-store.ts";
import { timelyStore } from "./timely-store.ts";

/** A day. */
const ITEM_LIFETIME_SECONDS = 86_400;

/** The response that an item was part of, which nobody can guess, and its kind and place around it. */
const ITEM_ID = /^(?:msg|rs|fc)_([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})_\d{1,6}$/;

/** Responses that are asked for at once. */
const AT_ONCE = 6;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const responseOf = (id: string): string | undefined => ITEM_ID.exec(id)?.[1];

/** The ids that an input refers to. */
const referencesIn = (input: unknown): readonly string[] =>
  listOf(input)
    .filter((item) => isRecord(item) && item["type"] === "item_reference")
    .map((item) => recordOf(item)["id"])
    .filter((id) => typeof id === "string");

/** Under which name a response is kept, and what seals it there. */
interface Entry {
  readonly name: string;
  readonly key: Uint8Array;
}

interface SealedEntry extends Entry {
  readonly sealed: Uint8Array | undefined;
}

const tooLarge = (bytes: number): RefusedRequest =>
  new RefusedRequest(413, "body_too_large", `What \`input\` refers to is larger than ${bytes} bytes`);

export interface KeptItemsOptions {
  readonly store: ItemStore;
  /** Whose items they are: nobody else finds them. */
  readonly owner: string;
  readonly limits: Pick<GatewayLimits, "maxBodyBytes" | "maxMessages">;
  readonly clock: Clock;
}

/**
 * The items of responses that were delivered to one owner, found again by their ids. Name and key of what is kept follow from
 * the id of the response and from the owner, so that whoever reads the store can open nothing.
 */
export class KeptItems {
  readonly #store: ItemStore;
  readonly #owner: string;
  readonly #limits: KeptItemsOptions["limits"];
  readonly #clock: Pick<Clock, "now">;

  constructor({ store, owner, limits, clock }: KeptItemsOptions) {
    this.#store = timelyStore(store, clock);
    this.#owner = owner;
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Keeps the items of one response. More than a body may have is not kept, since nobody could refer to it. */
  async save(items: readonly WireItem[]): Promise<void> {
    const response = responseOf(items[0]?.id ?? "");
    const until = this.#clock.now() + ITEM_LIFETIME_SECONDS * 1_000;
    const text = JSON.stringify({ until, items });
    if (response === undefined || text.length > this.#limits.maxBodyBytes) return;
    const [{ name, key }, share] = await Promise.all([this.#entry(response), this.#share()]);
    await this.#store.put(name, await seal(key, name, text), ITEM_LIFETIME_SECONDS, share);
  }

  /**
   * What an input refers to, by id, as far as it is known. Throws a RefusedRequest for more responses than a conversation
   * may have messages, for more bytes of them than a body may have, and where the store fails. All of a response counts,
   * since all of it is read. Those that are fetched together and make it too much are not opened.
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
    for (let at = 0; at < responses.length; at += AT_ONCE) {
      const entries = await Promise.all(responses.slice(at, at + AT_ONCE).map((response) => this.#sealed(response)));
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
    const { until, items } = recordOf(parseJson(await unseal(key, name, sealed)));
    return typeof until === "number" && until > this.#clock.now() ? (listOf(items) as readonly WireItem[]) : [];
  }

  /** What an id stands for in the store, and what seals it there. */
  async #entry(response: string): Promise<Entry> {
    const derived = await this.#derived(response, "edgerails.items.1");
    return { name: hexOf(derived.subarray(0, 32)), key: derived.subarray(32) };
  }

  /** What the owner stands for in the store. */
  async #share(): Promise<string> {
    return hexOf((await this.#derived("share", "edgerails.items.share.1")).subarray(0, 32));
  }

  async #derived(text: string, use: string): Promise<Uint8Array> {
    const secret = await crypto.subtle.importKey("raw", bytes(text), "HKDF", false, ["deriveBits"]);
    const params = { name: "HKDF", hash: "SHA-256", salt: bytes(this.#owner), info: bytes(use) };
    return new Uint8Array(await crypto.subtle.deriveBits(params, secret, 512));
  }
}
