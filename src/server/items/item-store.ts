import { SYSTEM_CLOCK } from "../../http/system-clock.ts";
import type { Clock } from "../../types.ts";

/**
 * Keeps what clients of the Responses API refer to later, sealed under the ids that only they know: it never sees a text,
 * nor whose it is.
 */
export interface ItemStore {
  /** What was put under this name, unless it is forgotten. */
  get(name: string): Promise<Uint8Array | undefined>;
  /** Each name is put once. After so many seconds it may be forgotten, and sooner where there is no room. */
  put(name: string, sealed: Uint8Array, seconds: number): Promise<void>;
}

/** How much is kept, and what its time goes by. */
export interface MemoryItemStoreOptions {
  /** Bytes of all that is kept. What came first goes first. Default 64 MiB. */
  readonly maxBytes?: number;
  readonly clock?: Pick<Clock, "now">;
}

/** What a name and its place in the map take, about. */
const AROUND_BYTES = 256;

interface Kept {
  readonly sealed: Uint8Array;
  readonly until: number;
}

/**
 * Keeps items in the memory of one process: they are gone when it ends, and another does not know them.
 *
 * @example
 * createApp({ configs, items: new MemoryItemStore() })
 */
export class MemoryItemStore implements ItemStore {
  readonly #maxBytes: number;
  readonly #clock: Pick<Clock, "now">;
  /** In the order in which they came. */
  readonly #kept = new Map<string, Kept>();
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

  async put(name: string, sealed: Uint8Array, seconds: number): Promise<void> {
    this.#forget(name);
    const now = this.#clock.now();
    this.#kept.set(name, { sealed, until: now + seconds * 1_000 });
    this.#bytes += sealed.length + AROUND_BYTES;
    for (const [oldest, { until }] of this.#kept) {
      if (until > now && this.#bytes <= this.#maxBytes) break;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    this.#kept.delete(name);
    this.#bytes -= kept.sealed.length + AROUND_BYTES;
  }
}
