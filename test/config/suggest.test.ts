import { expect, test } from "vitest";
import { closestName, editDistance } from "../../src/config/suggest.ts";

test.each([
  ["", "abc", 3],
  ["same", "same", 0],
  ["kitten", "sitting", 3],
  ["modle", "model", 1],
  ["flow", "flows", 1],
])("editDistance of %j and %j is %i", (a, b, distance) => {
  expect([editDistance(a, b), editDistance(b, a)]).toEqual([distance, distance]);
});

test("closestName returns nothing beyond two edits", () => {
  expect(closestName("outputs", ["input", "output"])).toBe("output");
  expect(closestName("outpts", ["input", "output"])).toBe("output");
  expect(closestName("opts", ["input", "output"])).toBeUndefined();
  expect(closestName("x".repeat(100_000), ["input"])).toBeUndefined();
});
