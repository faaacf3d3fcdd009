import { expect, test } from "vitest";
import { railsIgnore } from "../../../src/config/reading/rails-ignore.ts";

test.each([
  ["*.co", "a/b.co", true],
  ["*.co", "a/b.com", false],
  ["draft?.yml", "draft1.yml", true],
  ["draft?.yml", "draft.yml", false],
  ["[ab].yml", "b.yml", true],
  ["[!ab].yml", "b.yml", false],
  ["a.yml", "abyml", false],
  ["sub/*.yml", "sub/a.yml", false],
  ["# *.yml", "a.yml", false],
  ["", "a.yml", false],
  ["a[.yml", "a[.yml", true],
])("railsIgnore with %j on %j is %s", (text, path, ignored) => {
  expect(railsIgnore(text)(path)).toBe(ignored);
});
