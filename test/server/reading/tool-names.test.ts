import { expect, test } from "vitest";
import { ToolNames } from "../../../src/server/reading/responses/tool-names.ts";

const LONG = "a".repeat(64);

test("names that differ only behind the longest length are told apart, and map back", () => {
  const names = new ToolNames();
  const short = ["b", "c"].map((end) => names.inChat({ name: LONG + end }));
  expect(short).toEqual([LONG, `${"a".repeat(58)}_2`]);
  expect(short.map((name) => names.tools.get(name))).toEqual([{ name: `${LONG}b` }, { name: `${LONG}c` }]);
});

test("a name that another tool has already is left to it", () => {
  const names = new ToolNames();
  const taken = `${"a".repeat(58)}_2`;
  expect([taken, LONG, `${LONG}b`].map((name) => names.inChat({ name }))).toEqual([taken, LONG, `${"a".repeat(58)}_3`]);
});

// A search from the beginning for each name would take a thousand million steps.
test("fifty thousand names with the same start get names of their own", () => {
  const names = new ToolNames();
  const given = Array.from({ length: 50_000 }, (_, index) => names.inChat({ name: `${LONG}${index}` }));
  expect(new Set(given).size).toBe(50_000);
  expect(Math.max(...given.map(({ length }) => length))).toBe(64);
});
