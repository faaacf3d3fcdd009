import { array, assert, asyncProperty, constantFrom, integer, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryItemStore } from "../../../src/server/items/item-store.ts";
import { FakeClock } from "../gateway.ts";

/** A stored value and its owner. */
interface Put {
  readonly name: number;
  readonly share: number;
  readonly size: number;
}

const bytesOf = (puts: readonly Put[]): number => puts.reduce((sum, { size }) => sum + size + 256, 0);

/** The values that are still stored, oldest first. */
const leftOf = async (store: MemoryItemStore, puts: readonly Put[]): Promise<readonly Put[]> => {
  const found = await Promise.all(puts.map(({ name }) => store.get(`${name}`)));
  return puts.filter((_, index) => found[index] !== undefined);
};

describe("MemoryItemStore", () => {
  it("never exceeds its size, and evicts the oldest entries first", async () => {
    await assert(
      asyncProperty(array(integer({ min: 0, max: 900 })), integer({ min: 1, max: 5_000 }), async (sizes, maxBytes) => {
        const store = new MemoryItemStore({ maxBytes });
        for (const [index, size] of sizes.entries()) {
          await store.put(`n${index}`, new Uint8Array(size), 60, "");
          expect(store.bytes).toBeLessThanOrEqual(maxBytes);
        }
        const found = await Promise.all(sizes.map(async (_, index) => (await store.get(`n${index}`)) !== undefined));
        expect(found).toEqual([...found].sort((a, b) => Number(a) - Number(b)));
      }),
    );
  });

  it("tracks sizes, and evicts nothing of a key that uses no more than its share", async () => {
    const entry = record({
      name: integer({ min: 0, max: 30 }),
      share: integer({ min: 0, max: 4 }),
      size: integer({ min: 0, max: 900 }),
      pause: constantFrom(0, 0, 0, 0, 20_000),
    });
    await assert(
      asyncProperty(array(entry, { maxLength: 60 }), integer({ min: 3_000, max: 9_000 }), async (entries, maxBytes) => {
        const clock = new FakeClock();
        const store = new MemoryItemStore({ maxBytes, clock });
        let held: readonly Put[] = [];
        for (const { pause, ...put } of entries) {
          clock.advance(pause);
          const asked = [...(await leftOf(store, held)).filter(({ name }) => name !== put.name), put];
          await store.put(`${put.name}`, new Uint8Array(put.size), 60, `${put.share}`);
          held = await leftOf(store, asked);
          expect(store.bytes).toBe(bytesOf(held));
          expect(store.bytes).toBeLessThanOrEqual(maxBytes);
          const part = maxBytes / new Set(asked.map(({ share }) => share)).size;
          for (const own of Map.groupBy(asked, ({ share }) => share).values()) {
            const lost = own.filter((one) => !held.includes(one));
            expect(lost).toEqual(own.slice(0, lost.length));
            if (bytesOf(own) <= part) expect(lost).toEqual([]);
          }
        }
      }),
    );
  });

  it("drops expired entries", async () => {
    const clock = new FakeClock();
    const store = new MemoryItemStore({ clock });
    await store.put("a", new Uint8Array(1_000), 60, "");
    clock.advance(60_000);
    expect(await store.get("a")).toBeUndefined();
    await store.put("b", new Uint8Array(10), 60, "other");
    expect(store.bytes).toBeLessThan(300);
  });
});
