import type { ItemStore } from "../src/server/items/item-store.ts";

/** The part of a Workers KV namespace that is used. */
export interface KeyValueNamespace {
  get(key: string, type: "arrayBuffer"): Promise<ArrayBuffer | null>;
  put(key: string, value: Uint8Array, options: { readonly expirationTtl: number }): Promise<void>;
}

/** Stores items in Workers KV, where they expire. */
export const kvItems = (namespace: KeyValueNamespace): ItemStore => ({
  async get(name) {
    const sealed = await namespace.get(name, "arrayBuffer");
    return sealed === null ? undefined : new Uint8Array(sealed);
  },
  put: (name, sealed, seconds) => namespace.put(name, sealed, { expirationTtl: seconds }),
});
