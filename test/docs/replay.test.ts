import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";

const PAGE = readFileSync(new URL("../../docs/replay.md", import.meta.url), "utf8");

it("docs/replay.md names existing options", () => {
  const known = new Set(COMMANDS.flatMap(({ spec }) => Object.keys(spec.options)));
  const named = [...PAGE.matchAll(/--([a-z][a-z-]+)/g)].map(([, name]) => name ?? "");
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});
