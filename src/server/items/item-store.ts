import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import type { Clock } from "../../types/clock.ts";

/**
 * Stores items of the Responses API that clients refer to later. Values are encrypted, and names are derived, from ids that
 * only clients know: a store sees neither texts nor owners. A call that takes longer than 5 seconds counts as failed.
 */
export interface ItemStore {
  /** The value under this name, unless it has expired or was evicted. */
  get(name: string): Promise<Uint8Array | undefined>;
  /**
   * Each name is put once. The value may expire after so many seconds, and may be evicted earlier. `share` is the same for
   * all values of one API key, for fair eviction.
   */
  put(name: string, sealed: Uint8Array, seconds: number, share: string): Promise<void>;
}

/** Options of {@link MemoryItemStore}. */
export interface MemoryItemStoreOptions {
  /** Total bytes. Beyond them the oldest value of the largest share is evicted. Default 64 MiB. */
  readonly maxBytes?: number;
  readonly clock?: Pick<Clock, "now">;
}

/** Approximate memory of an entry beyond its value. */
const OVERHEAD_BYTES = 256;

/** The entries of one API key. */
interface Share {
  readonly id: string;
  /** Oldest first. */
  readonly names: Set<string>;
  bytes: number;
}

interface Kept {
  readonly sealed: Uint8Array;
  readonly until: number;
  readonly share: Share;
}

/**
 * Stores items in the memory of one process. When it is full, a key that uses no more than an equal share of the memory
 * loses nothing to the others.
 *
 * @example
 * createApp({ configs, items: new MemoryItemStore() })
 */
export class MemoryItemStore implements ItemStore {
  readonly #maxBytes: number;
  readonly #clock: Pick<Clock, "now">;
  /** Oldest first. */
  readonly #kept = new Map<string, Kept>();
  /** Non-empty shares by id. */
  readonly #shares = new Map<string, Share>();
  #bytes = 0;

  constructor({ maxBytes = 67_108_864, clock = SYSTEM_CLOCK }: MemoryItemStoreOptions = {}) {
    this.#maxBytes = maxBytes;
    this.#clock = clock;
  }

  /** Bytes of all entries. */
  get bytes(): number {
    return this.#bytes;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(name);
    return kept !== undefined && kept.until > this.#clock.now() ? kept.sealed : undefined;
  }

  async put(name: string, sealed: Uint8Array, seconds: number, share: string): Promise<void> {
    this.#remove(name);
    const now = this.#clock.now();
    this.#keep(name, { sealed, until: now + seconds * 1_000, share: this.#shareOf(share) });
    for (const [oldest, { until }] of this.#kept) {
      if (until > now) break;
      this.#remove(oldest);
    }
    while (this.#bytes > this.#maxBytes) this.#evict();
  }

  #shareOf(id: string): Share {
    return this.#shares.get(id) ?? { id, names: new Set(), bytes: 0 };
  }

  #keep(name: string, kept: Kept): void {
    const { share, sealed } = kept;
    this.#kept.set(name, kept);
    this.#shares.set(share.id, share);
    share.names.add(name);
    share.bytes += sealed.length + OVERHEAD_BYTES;
    this.#bytes += sealed.length + OVERHEAD_BYTES;
  }

  /** Evicts the oldest entry of the largest share. Linear in the number of keys. */
  #evict(): void {
    let largest: Share | undefined;
    for (const share of this.#shares.values()) if (share.bytes > (largest?.bytes ?? 0)) largest = share;
    const [oldest] = largest?.names ?? [];
    if (oldest !== undefined) this.#remove(oldest);
  }

  #remove(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    const { share, sealed } = kept;
    this.#kept.delete(name);
    share.names.delete(name);
    if (share.names.size === 0) this.#shares.delete(share.id);
    share.bytes -= sealed.length + OVERHEAD_BYTES;
    this.#bytes -= sealed.length + OVERHEAD_BYTES;
  }
}
