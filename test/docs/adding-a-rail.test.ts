import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { LLMRailsOptions } from "../../src/engine/llm-rails-options.ts";
import type { OwnRail } from "../../src/library/resolve/known-rails.ts";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../src/node/index.ts";
import { railContract } from "../contracts/rail.contract.ts";
import { judge, withJudge } from "../support/engine.ts";
import { outputRail } from "../support/output-rail.ts";

const PAGE = readFileSync(new URL("../../docs/adding-a-rail.md", import.meta.url), "utf8");
const SRC = new URL("../../src/", import.meta.url).pathname;
const FOLDER = mkdtempSync(join(tmpdir(), "edgerails-rail-"));

const block = (head: string): string => new RegExp(`\`\`\`${head}\n([^]*?)\`\`\``).exec(PAGE)?.[1] ?? "";

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A rail of the page, with imports relative to its folder in `src`. */
const railOfPage = async (name: string): Promise<OwnRail> => {
  const code = block(`ts file=src/library/${name}/spec.ts`);
  const placed = code.replaceAll('from "../../', `from "${SRC}`).replaceAll('from "../', `from "${SRC}library/`);
  writeFileSync(join(FOLDER, `${name}.ts`), placed);
  return ((await import(/* @vite-ignore */ join(FOLDER, `${name}.ts`))) as Record<string, OwnRail>)[name] as OwnRail;
};

const answerOf = async (
  rail: OwnRail,
  yamlContent: string,
  said: string,
  options: LLMRailsOptions = {},
): Promise<string> =>
  new LLMRails(RailsConfig.fromContent({ yamlContent }), {
    rails: [rail],
    llm: languageModelFromStream(() => [said]),
    ...options,
  }).generateAsync({ prompt: "hi" });

const REFUSAL = "I'm sorry, I can't respond to that.";

const tone = await railOfPage("tone");
const [, capitals = "", allowed = "", forbidden = ""] =
  /max_capitals: (\d+) .*\n {2}allowed: "(.+)",\n {2}forbidden: "(.+)"/.exec(
    block("ts file=test/library/tone/spec.test.ts"),
  ) ?? [];

railContract("the first rail of docs/adding-a-rail.md, tested as there,", {
  rail: () => outputRail("check shouting on output", { tone: { max_capitals: Number(capitals) } }, { rails: [tone] }),
  allowed,
  forbidden,
});

describe("docs/adding-a-rail.md", () => {
  it("has a rail that blocks and one that masks", async () => {
    const yaml = block("yaml");
    expect(await answerOf(tone, yaml, "my number is 12345678")).toBe("my number is <REDACTED>");
    expect(await answerOf(tone, yaml, "A".repeat(31))).toBe(REFUSAL);
    await expect(answerOf(tone, yaml.replace("max_capitals", "max_capitel"), "x")).rejects.toThrow(
      "did you mean `max_capitals`?",
    );
  });

  it("has a note for every setting", () => {
    const notes = [...block("ts file=src/library/tone/notes.ts").matchAll(/^ {2}(\w+|""):/gm)].map(([, key]) => key);
    const [, settings = ""] = /schema: strict\(\{(.*?)\}/.exec(block("ts file=src/library/tone/spec.ts")) ?? [];
    expect(notes).toEqual(['""', ...[...settings.matchAll(/(\w+):/g)].map(([, key]) => key)]);
  });

  it.each([
    ["No", "hello"],
    ["Yes", REFUSAL],
    ["perhaps", REFUSAL],
  ])("has a rail with a judge, which answers %s", async (word, expected) => {
    const manners = await railOfPage("manners");
    const main = languageModelFromStream(() => ["hello"]);
    const yaml = `models:
  - { type: main, engine: fake_main, model: m }
  - { type: check_manners, engine: fake_judge, model: j }
rails: { output: { flows: [check manners on output] } }`;
    expect(
      await answerOf(
        manners,
        yaml,
        "hello",
        withJudge(
          main,
          judge(() => word),
        ),
      ),
    ).toBe(expected);
  });

  it.each([
    [{ label: "calm" }, "hello"],
    [{ label: "angry" }, REFUSAL],
    [{ label: "odd" }, REFUSAL],
  ])("has a rail with a service, which answers %j", async (said, expected) => {
    const mood = await railOfPage("mood");
    const yaml =
      "rails: { output: { flows: [check mood on output] }, config: { mood: { url: 'https://mood.test/' } } }";
    const fetch = (): Promise<Response> => Promise.resolve(Response.json(said));
    expect(await answerOf(mood, yaml, "hello", { fetch })).toBe(expected);
    const missing = "rails: { output: { flows: [check mood on output] } }";
    await expect(answerOf(mood, missing, "hello")).rejects.toThrow("needs the address of its service");
  });
});
