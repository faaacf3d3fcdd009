import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";

const PAGE = readFileSync(new URL("../../docs/observe.md", import.meta.url), "utf8");
const SRC = new URL("../../src/", import.meta.url).pathname;
const FOLDER = mkdtempSync(join(tmpdir(), "edgerails-observe-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A snippet of the page as a module. */
const snippet = (place: number): string => {
  const [, text = ""] = [...PAGE.matchAll(/```ts\n([^]*?)```/g)][place] ?? [];
  const file = join(FOLDER, `snippet-${place}.ts`);
  writeFileSync(file, text.replaceAll('"edgerails"', `"${SRC}node/index.ts"`));
  return file;
};

describe("docs/observe.md", () => {
  it("names every span and metric, and no others", () => {
    const source = ["spans.ts", "metrics.ts"]
      .map((file) => readFileSync(`${SRC}integrations/otel/${file}`, "utf8"))
      .join("\n");
    const names = [
      ...source.matchAll(/"((?:guardrails|gen_ai\.client|edgerails\.(?:rail|held|hold|tokens))[\w.]*)"/g),
    ].map(([, name]) => name ?? "");
    const metrics = names.filter((name) => name.includes(".") && !name.endsWith(".runs") && !name.endsWith("max_ms"));
    const told = PAGE.replaceAll(
      "`.active`, `.errors`, `.blocked`",
      "`guardrails.requests.active`, `guardrails.requests.errors`, `guardrails.requests.blocked`",
    );
    expect(metrics.filter((name) => !told.includes(`\`${name}\``))).toEqual([]);
    expect(metrics.length).toBeGreaterThan(15);
  });

  it("shows held text as its first snippet prints it", async () => {
    const printed: unknown[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((value: unknown) => printed.push(value));
    await import(/* @vite-ignore */ snippet(0));
    log.mockRestore();
    expect(printed.slice(0, -1).join("")).toBe("The key is <REDACTED>, keep it.");
    const [held] = printed.at(-1) as readonly Readonly<Record<string, unknown>>[];
    expect(held).toMatchObject({
      rails: ["regex redact output"],
      rail_type: "output",
      characters: 44,
      held: 22,
      withheld: 0,
    });
    for (const name of Object.keys(held ?? {})) expect(PAGE).toContain(`\`${name}\``);
  });
});
