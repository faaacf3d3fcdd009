import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../src/node/index.ts";
import type { OwnRail } from "../../src/library/known.ts";

const PAGE = readFileSync(new URL("../../docs/adding-a-rail.md", import.meta.url), "utf8");
const SRC = new URL("../../src/", import.meta.url).pathname;
const FOLDER = mkdtempSync(join(tmpdir(), "edgerails-rail-"));

const block = (head: string): string => new RegExp(`\`\`\`${head}\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? "";

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

test("the rail of docs/adding-a-rail.md works as written there", async () => {
  // Its imports are those of its place in the tree.
  const code = block("ts file=src/library/tone/spec.ts").replaceAll('from "../../', `from "${SRC}`);
  writeFileSync(join(FOLDER, "spec.ts"), code);
  const { tone } = (await import(/* @vite-ignore */ join(FOLDER, "spec.ts"))) as { tone: OwnRail };
  const yaml = block("yaml");
  const answer = async (said: string, yamlContent = yaml): Promise<string> =>
    new LLMRails(RailsConfig.fromContent({ yamlContent }), {
      rails: [tone],
      llm: languageModelFromStream(() => [said]),
    }).generateAsync({ prompt: "hi" });

  expect(await answer("my number is 12345678")).toBe("my number is <REDACTED>");
  expect(await answer("A".repeat(31))).toBe("I'm sorry, I can't respond to that.");
  await expect(answer("x", yaml.replace("max_capitals", "max_capitel"))).rejects.toThrow(
    "did you mean `max_capitals`?",
  );
});
