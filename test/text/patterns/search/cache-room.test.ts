import { describe, expect, it } from "vitest";
import { CacheRoom } from "../../../../src/text/patterns/search/cache-room.ts";

describe("CacheRoom", () => {
  it("leaves all to a single cache", () => {
    const room = new CacheRoom(1_000);
    const only = { bytes: 300 };
    room.join(only);
    expect(room.of(only)).toBe(1_000);
  });

  it("leaves a cache what the other does not take, except an eighth", () => {
    const room = new CacheRoom(1_000);
    const [one, other] = [{ bytes: 600 }, { bytes: 100 }];
    room.join(one);
    room.join(other);
    expect(room.of(one)).toBe(875);
    expect(room.of(other)).toBe(400);
    other.bytes = 400;
    expect(room.of(one)).toBe(600);
  });
});
