import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { LLMRails, RailsConfig } from "../../src/node/index.ts";
import { HELLO, says, user } from "../support/engine.ts";

const PAGE = readFileSync(new URL("../../docs/colang.md", import.meta.url), "utf8");
const SRC = new URL("../../src/", import.meta.url).pathname;
const FOLDER = mkdtempSync(join(tmpdir(), "edgerails-colang-"));

const block = (language: string): string => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? "";

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

describe("docs/colang.md", () => {
  test("its first flow blocks a long message with its own refusal", async () => {
    const config = RailsConfig.fromContent({ yamlContent: block("yaml"), colangContent: block("colang") });
    const rails = new LLMRails(config, { llm: says("fine") });
    expect((await rails.generateAsync({ messages: [user("a".repeat(21))] })).content).toBe(
      "Please keep it under 20 characters.",
    );
    expect((await rails.generateAsync({ messages: [user("short")] })).content).toBe("fine");
  });

  test("its action blocks its term", async () => {
    const file = join(FOLDER, "actions.ts");
    writeFileSync(file, block("ts").replace('"edgerails"', `"${SRC}index.ts"`));
    const { rails } = (await import(/* @vite-ignore */ file)) as { rails: LLMRails };
    const answer = async (said: string): Promise<unknown> =>
      (
        await rails.generateAsync({
          messages: [
            { role: "user", content: "x" },
            { role: "assistant", content: said },
          ],
          options: { rails: ["output"] },
        })
      ).response;
    expect(await answer("about Project X")).toEqual([
      { role: "assistant", content: "I cannot talk about this product." },
    ]);
    expect(await answer("about us")).toEqual([{ role: "assistant", content: "about us" }]);
  });

  test("the example config rewrites, blocks and passes", async () => {
    const config = await RailsConfig.fromPath(new URL("../../examples/configs/colang-rails", import.meta.url));
    const ask = async (question: string, llm = says("fine")): Promise<unknown> =>
      (await new LLMRails(config, { llm }).generateAsync({ messages: [user(question)] })).content;
    expect(await ask("my password is x")).toContain("Never send a password");
    expect(await ask("hi", says("guaranteed returns"))).toContain("cannot promise returns");
    expect(await ask("hi", says("You may invest."))).toBe("You may invest.\n\nThis is no financial advice.");
    expect(await ask(HELLO.messages[0]?.content as string)).toBe("fine");
  });
});
