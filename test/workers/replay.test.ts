import { expect, inject, it } from "vitest";
import { replayedBytes } from "../support/replays.ts";

it("a replayed recording has the same bytes in workerd as on Node", async () => {
  const replayed = await replayedBytes();
  expect(replayed).toContain("<IBAN_CODE>");
  expect(replayed).not.toMatch(/93\.184|ann@|GB82/);
  expect(replayed).toBe(inject("replayed"));
});
