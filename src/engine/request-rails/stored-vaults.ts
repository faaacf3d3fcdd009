import { ConfigError, EdgeRailsError } from "../../errors.ts";
import { withDeadline } from "../../http/timers.ts";
import { isRecord, listOf, parseJson } from "../../json.ts";
import { Vault, type VaultEntry } from "../../rails/vault/vault.ts";
import type { Clock } from "../../types/clock.ts";
import { seal, unseal } from "../sealed-text.ts";

/**
 * Stores the vaults of conversations, encrypted: it never sees a value. A call that takes longer than 5 seconds counts
 * as failed.
 */
export interface VaultStore {
  get(threadId: string): Promise<Uint8Array | undefined>;
  put(threadId: string, sealed: Uint8Array): Promise<void>;
}

/** Where vaults are stored between requests, and the key that encrypts them. */
export interface VaultOptions {
  readonly store: VaultStore;
  /** 16 or 32 bytes. Whoever has it can read every stored value. */
  readonly key: Uint8Array;
}

/** Timeout of a call to the store. */
const STORE_MS = 5_000;

const late = (): Error =>
  new EdgeRailsError("vault_timeout", `The store of vaults was not done after ${STORE_MS} milliseconds`);

const isEntry = (entry: unknown): entry is VaultEntry =>
  isRecord(entry) && ["label", "value", "pseudonym"].every((name) => typeof entry[name] === "string");

/**
 * Vaults that outlive a request, encrypted with AES-GCM under the operator's key. The id of the conversation is
 * authenticated with them, so a vault that is stored under another id cannot be opened.
 */
export class StoredVaults {
  readonly #store: VaultStore;
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  /** Throws a ConfigError for a key of another length. */
  constructor({ store, key }: VaultOptions, clock: Clock) {
    if (key.length !== 16 && key.length !== 32) throw new ConfigError("The key of a vault must have 16 or 32 bytes");
    this.#store = store;
    this.#key = key;
    this.#clock = clock;
  }

  /** The vault of a conversation, or a new one. Rejects when a stored vault cannot be read or decrypted. */
  async load(threadId: string, style: Vault["style"]): Promise<Vault> {
    const sealed = await this.#inTime(() => this.#store.get(threadId));
    if (sealed === undefined) return new Vault(style);
    const opened = await unseal(this.#key, threadId, sealed);
    return new Vault(style, listOf(parseJson(opened)).filter(isEntry));
  }

  async save(threadId: string, { entries }: Vault): Promise<void> {
    if (entries.length === 0) return;
    const sealed = await seal(this.#key, threadId, JSON.stringify(entries));
    await this.#inTime(() => this.#store.put(threadId, sealed));
  }

  #inTime<T>(work: () => Promise<T>): Promise<T> {
    return withDeadline({ clock: this.#clock, ms: STORE_MS, late }, work);
  }
}
