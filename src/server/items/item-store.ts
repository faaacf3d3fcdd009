import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import type { Clock } from "../../types.ts";

/**
 * Keeps what clients of the Responses API refer to later, sealed under the ids that only they know: it never sees a text,
 * nor whose it is. A call that fails, or that is not over after 5 seconds, is given up.
 */
export interface ItemStore {
  /** What was put under this name, unless it is forgotten. */
  get(name: string): Promise<Uint8Array | undefined>;
  /**
   * Each name is put once. After so many seconds it may be forgotten, and sooner where there is no room. `share` is the same
   * for all that one key was sent, so that who fills the room can be told from who does not.
   */
  put(name: string, sealed: Uint8Array, seconds: number, share: string): Promise<void>;
}

/** How much is kept, and what its time goes by. */
export interface MemoryItemStoreOptions {
  /** Bytes of all that is kept. Of the share that has the most, what came first goes first. Default 64 MiB. */
  readonly maxBytes?: number;
  readonly clock?: Pick<Clock, "now">;
}

/** What a name and its place in the map take, about. */
const AROUND_BYTES = 256;

/** What is kept of one key. */
interface Share {
  readonly id: string;
  /** In the order in which they came. */
  readonly names: Set<string>;
  bytes: number;
}

interface Kept {
  readonly sealed: Uint8Array;
  readonly until: number;
  readonly share: Share;
}

/**
 * Keeps items in the memory of one process: they are gone when it ends, and another does not know them. Where there is no
 * room, a key that takes no more than its part of it, one of as many as there are keys, loses nothing to the others.
 *
 * @example
 * createApp({ configs, items: new MemoryItemStore() })
 */
export class MemoryItemStore implements ItemStore {
  readonly #maxBytes: number;
  readonly #clock: Pick<Clock, "now">;
  /** In the order in which they came. */
  readonly #kept = new Map<string, Kept>();
  /** Those that have something. */
  readonly #shares = new Map<string, Share>();
  #bytes = 0;

  constructor({ maxBytes = 67_108_864, clock = SYSTEM_CLOCK }: MemoryItemStoreOptions = {}) {
    this.#maxBytes = maxBytes;
    this.#clock = clock;
  }

  /** Bytes of all that is kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const kept = this.#kept.get(name);
    return kept !== undefined && kept.until > this.#clock.now() ? kept.sealed : undefined;
  }

  async put(name: string, sealed: Uint8Array, seconds: number, share: string): Promise<void> {
    this.#forget(name);
    const now = this.#clock.now();
    this.#keep(name, { sealed, until: now + seconds * 1_000, share: this.#shareOf(share) });
    for (const [oldest, { until }] of this.#kept) {
      if (until > now) break;
      this.#forget(oldest);
    }
    while (this.#bytes > this.#maxBytes) this.#forgetOfLargest();
  }

  #shareOf(id: string): Share {
    return this.#shares.get(id) ?? { id, names: new Set(), bytes: 0 };
  }

  #keep(name: string, kept: Kept): void {
    const { share, sealed } = kept;
    this.#kept.set(name, kept);
    this.#shares.set(share.id, share);
    share.names.add(name);
    share.bytes += sealed.length + AROUND_BYTES;
    this.#bytes += sealed.length + AROUND_BYTES;
  }

  /** Looks at every share, once for each entry that goes: there are no more of them than keys. */
  #forgetOfLargest(): void {
    let largest: Share | undefined;
    for (const share of this.#shares.values()) if (share.bytes > (largest?.bytes ?? 0)) largest = share;
    const [oldest] = largest?.names ?? [];
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    const { share, sealed } = kept;
    this.#kept.delete(name);
    share.names.delete(name);
    if (share.names.size === 0) this.#shares.delete(share.id);
    share.bytes -= sealed.length + AROUND_BYTES;
    this.#bytes -= sealed.length + AROUND_BYTES;
  }
}
