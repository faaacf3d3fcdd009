import { expect } from "vitest";
import type { Statement } from "../../src/colang/colang-tree.ts";
import { parseColang } from "../../src/colang/parse-colang.ts";

/** A tree without positions, which have their own tests. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key, one]) => key !== "at" && one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, plain(one)]));
}

/** The statements of a flow with these lines. */
export const bodyOf = (...lines: readonly string[]): readonly Statement[] => {
  const { file, issues } = parseColang(["define flow x", ...lines.map((line) => `  ${line}`)].join("\n"));
  expect(issues).toEqual([]);
  return file.flows[0]?.body ?? [];
};
