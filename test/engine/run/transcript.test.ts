import { array, assert, nat, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { Transcript } from "../../../src/engine/run/transcript.ts";

const KEPT = 262_144;

const told = (pieces: readonly string[]): string => {
  const transcript = new Transcript();
  for (const piece of pieces) transcript.add(piece);
  return transcript.text;
};

describe("Transcript", () => {
  it("is its pieces one behind the other, however many, and whenever it is read", () => {
    const pieces = array(string({ maxLength: 3 }), { maxLength: 1_000, size: "max" });
    assert(
      property(pieces, nat(1_000), (all, at) => {
        const transcript = new Transcript();
        for (const [index, piece] of all.entries()) {
          transcript.add(piece);
          if (index === at) expect(transcript.text).toBe(all.slice(0, at + 1).join(""));
        }
        expect(transcript.text).toBe(all.join(""));
      }),
      { numRuns: 30 },
    );
  });

  it("takes no piece more once it keeps 262,144 characters", () => {
    expect(told(["a".repeat(KEPT - 1), "bc", "d"])).toBe(`${"a".repeat(KEPT - 1)}bc`);
    expect(told(Array.from({ length: KEPT + 1_000 }, () => "a"))).toHaveLength(KEPT);
  });
});
