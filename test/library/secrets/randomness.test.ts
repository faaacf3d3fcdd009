import { describe, expect, it } from "vitest";
import { drawn } from "../../../bench/detectors/draw.ts";
import { randomnessBits, shannonEntropy } from "../../../src/library/secrets/randomness.ts";

describe("randomness", () => {
  it("is positive for random texts", () => {
    for (const pattern of ["[0-9A-Za-z]{16}", "[0-9a-z]{20}", "[0-9a-f]{32}", "[0-9A-Z]{20}", "[a-z]{24}"]) {
      const bits = drawn(pattern, 200, 3).map(randomnessBits);
      expect(bits.filter((value) => value <= 0).length).toBeLessThanOrEqual(2);
    }
  });

  it.each([
    "getElementById",
    "application/x-www-form-urlencoded",
    "INSERT_YOUR_KEY_HERE",
    "my-release-name-2024",
    "NSOperatingSystemVersion",
    "node_modules/typescript/lib",
    "iso-8859-1",
  ])("is negative for %s", (text) => {
    expect(randomnessBits(text)).toBeLessThan(0);
  });

  it("differs from entropy, which a repeated character lacks", () => {
    expect(shannonEntropy("aaaaaaaa")).toBe(0);
    expect(shannonEntropy("abababab")).toBe(1);
    expect(shannonEntropy("abcdefgh")).toBe(3);
  });
});
