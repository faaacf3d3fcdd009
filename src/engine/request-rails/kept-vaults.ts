import { ConfigError } from "../../errors.ts";
import { isRecord, listOf, parseJson } from "../../json.ts";
import { Vault, type VaultEntry } from "../../rails/vault/vault.ts";
import { seal, unseal } from "../sealed-text.ts";

/** Keeps the vaults of conversations, sealed: it never sees a value. */
export interface VaultStore {
  get(threadId: string): Promise<Uint8Array | undefined>;
  put(threadId: string, sealed: Uint8Array): Promise<void>;
}

/** Where vaults are kept beyond a request, and the key they are sealed with. */
export interface VaultOptions {
  readonly store: VaultStore;
  /** 16 or 32 bytes. Who has it can read every value that was kept. */
  readonly key: Uint8Array;
}

const isEntry = (entry: unknown): entry is VaultEntry =>
  isRecord(entry) && ["label", "value", "pseudonym"].every((name) => typeof entry[name] === "string");

/**
 * Vaults that outlive a request, sealed with AES-GCM under the operator's key. The id of the conversation is sealed in, so
 * a vault that is put under another id cannot be opened.
 */
export class KeptVaults {
  readonly #store: VaultStore;
  readonly #key: Uint8Array;

  /** Throws a ConfigError for a key of another length. */
  constructor({ store, key }: VaultOptions) {
    if (key.length !== 16 && key.length !== 32) throw new ConfigError("The key of a vault must have 16 or 32 bytes");
    this.#store = store;
    this.#key = key;
  }

  /** The vault of a conversation; a new one where nothing was kept. Rejects when what was kept cannot be opened. */
  async load(threadId: string, style: Vault["style"]): Promise<Vault> {
    const sealed = await this.#store.get(threadId);
    if (sealed === undefined) return new Vault(style);
    const opened = await unseal(this.#key, threadId, sealed);
    return new Vault(style, listOf(parseJson(opened)).filter(isEntry));
  }

  async save(threadId: string, { entries }: Vault): Promise<void> {
    if (entries.length === 0) return;
    await this.#store.put(threadId, await seal(this.#key, threadId, JSON.stringify(entries)));
  }
}
