import { describe, expect, it } from "vitest";
import { Transcript } from "../../../src/engine/run/transcript.ts";

const KEPT = 262_144;

const told = (pieces: readonly string[]): string => {
  const transcript = new Transcript();
  for (const piece of pieces) transcript.add(piece);
  return transcript.text;
};

describe("Transcript", () => {
  it("keeps at most 262,144 characters", () => {
    expect(told(["a".repeat(KEPT - 1), "bc", "d"])).toBe(`${"a".repeat(KEPT - 1)}bc`);
    expect(told(Array.from({ length: KEPT + 1_000 }, () => "a"))).toHaveLength(KEPT);
  });
});
