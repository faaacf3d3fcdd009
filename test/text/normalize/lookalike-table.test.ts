import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { lookalikes } from "../../../src/text/normalize/lookalikes.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

describe("the table of lookalikes", () => {
  it("is the output of the script on Unicode's data", () => {
    const made = execFileSync(process.execPath, ["scripts/generate-unicode-tables.mjs", "--print"], { cwd: ROOT });
    expect(readFileSync(resolve(ROOT, "src/text/normalize/lookalike-table.ts"), "utf8")).toBe(made.toString());
  });

  it("maps only characters other than ASCII, to ASCII", () => {
    for (const table of Object.values(lookalikes())) {
      for (const [code, target] of table) {
        expect(code).toBeGreaterThan(127);
        expect(target).toMatch(/^[\x21-\x7e]{1,2}$/);
      }
    }
  });

  it("has at most one entry for a letter of another script", () => {
    const { latin, signs, strong, weak } = lookalikes();
    const all = [latin, signs, strong, weak].flatMap((table) => [...table.keys()]);
    expect(new Set(all).size).toBe(all.length);
  });
});
