import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FORMATS } from "../../../src/library/secrets/formats/formats.ts";
import { RECOGNIZERS } from "../../../src/library/sensitive-data/recognizers.ts";

const PAGE = readFileSync(new URL("../../../docs/detection.md", import.meta.url), "utf8");

it("docs/detection.md lists every entity", () => {
  const entities = new Set(RECOGNIZERS.map(({ entity }) => entity));
  expect([...entities].filter((entity) => !PAGE.includes(`\`${entity}\``))).toEqual([]);
});

it("docs/detection.md has the number of token formats", () => {
  expect(PAGE).toContain(`${FORMATS.length} kinds`);
});
