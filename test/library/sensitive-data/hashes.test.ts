import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keccak256 } from "../../../src/library/sensitive-data/checks/keccak-256.ts";
import { sha256 } from "../../../src/library/sensitive-data/checks/sha-256.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

describe("hashes", () => {
  it("equal the platform's SHA-256, for every length around a block", () => {
    for (let length = 0; length < 140; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 37) & 0xff);
      expect(hex(sha256(bytes))).toBe(createHash("sha256").update(bytes).digest("hex"));
    }
  });

  it("equal Keccak-256 as used by Ethereum", () => {
    expect(hex(keccak256(new Uint8Array(0)))).toBe("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    expect(hex(keccak256(new TextEncoder().encode("abc")))).toBe(
      "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    );
  });
});
