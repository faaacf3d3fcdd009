import { array, assert, asyncProperty, integer, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryItemStore } from "../../../src/server/items/item-store.ts";
import { FakeClock } from "../gateway.ts";

describe("MemoryItemStore", () => {
  it("never holds more than its bytes, and what came last longest", async () => {
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

  it("takes nothing from a share that is no larger than its part, one of as many as there are shares", async () => {
    const entry = record({ share: integer({ min: 0, max: 4 }), size: integer({ min: 0, max: 900 }) });
    await assert(
      asyncProperty(array(entry, { maxLength: 60 }), integer({ min: 3_000, max: 9_000 }), async (entries, maxBytes) => {
        const store = new MemoryItemStore({ maxBytes });
        const put = new Map<number, { readonly name: string; readonly size: number }[]>();
        for (const [index, { share, size }] of entries.entries()) {
          put.set(share, [...(put.get(share) ?? []), { name: `n${index}`, size }]);
          await store.put(`n${index}`, new Uint8Array(size), 60, `${share}`);
          expect(store.bytes).toBeLessThanOrEqual(maxBytes);
        }
        for (const own of put.values()) {
          const found = await Promise.all(own.map(async ({ name }) => (await store.get(name)) !== undefined));
          expect(found).toEqual([...found].sort((a, b) => Number(a) - Number(b)));
          const whole = own.reduce((sum, { size }) => sum + size + 256, 0);
          if (whole <= maxBytes / put.size) expect(found).not.toContain(false);
        }
      }),
    );
  });

  it("has no room for what is past its time", async () => {
    const clock = new FakeClock();
    const store = new MemoryItemStore({ clock });
    await store.put("a", new Uint8Array(1_000), 60, "");
    clock.advance(60_000);
    expect(await store.get("a")).toBeUndefined();
    await store.put("b", new Uint8Array(10), 60, "other");
    expect(store.bytes).toBeLessThan(300);
  });
});
