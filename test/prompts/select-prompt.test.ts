import { describe, expect, it } from "vitest";
import type { PromptConfig } from "../../src/config/config-types.ts";
import { selectPrompt } from "../../src/prompts/select-prompt.ts";

const prompt = (models: readonly string[], content: string, rest: Partial<PromptConfig> = {}): PromptConfig => ({
  task: "general",
  content,
  models,
  maxLength: 100,
  mode: "standard",
  ...rest,
});

const nim = { engine: "nim", model: "meta/llama-3.1-8b-instruct" };

/** From the worst fit to the best. */
const LADDER: readonly (readonly [score: string, entry: readonly string[]])[] = [
  ["all models, .2", []],
  ["a part of the name, .4", ["llama-3.1"]],
  ["the engine, .5", ["nim"]],
  ["the model's last name, .8", ["llama-3.1-8b-instruct"]],
  ["a prefix of the model's path, .9", ["meta/llama-3.1"]],
  ["engine and model, 1", ["NIM/meta/Llama-3.1-8B-Instruct"]],
];

describe("selectPrompt", () => {
  it.each(
    LADDER.slice(1).map(
      (better, index) => [better[0], LADDER[index]?.[0] ?? "", better[1], LADDER[index]?.[1] ?? []] as const,
    ),
  )("prefers %s to %s, in either order", (_better, _worse, high, low) => {
    const [good, poor] = [prompt(high, "good"), prompt(low, "poor")];
    expect(selectPrompt("general", nim, [good, poor])).toBe(good);
    expect(selectPrompt("general", nim, [poor, good])).toBe(good);
  });

  it("matches the whole path of a model like its last name: the later wins", () => {
    const [path, name] = [prompt(["meta/llama-3.1-8b-instruct"], "path"), prompt(["llama-3.1-8b-instruct"], "name")];
    expect(selectPrompt("general", nim, [path, name])).toBe(name);
    expect(selectPrompt("general", nim, [name, path])).toBe(path);
  });

  it("matches a prompt by its best entry", () => {
    const both = prompt(["nim/meta/llama-3.1-8b-instruct", "openai"], "both");
    expect(selectPrompt("general", nim, [both, prompt(["nim"], "engine")])).toBe(both);
  });

  const builtIn = prompt([], "built in", { task: "self_check_input" });

  it("prefers the later of equal prompts, so that a user's prompt overrides the built-in one", () => {
    const mine = prompt([], "mine", { task: "self_check_input" });
    expect(selectPrompt("self_check_input", nim, [builtIn, mine])).toBe(mine);
  });

  it("falls back to the built-in prompt if the user's is for another model", () => {
    const other = prompt(["openai"], "other", { task: "self_check_input" });
    expect(selectPrompt("self_check_input", nim, [builtIn, other])?.task).toBe("self_check_input");
    expect(selectPrompt("self_check_input", nim, [other])).toBeUndefined();
  });

  it("returns nothing for an unknown task or an empty entry", () => {
    expect(selectPrompt("nope", nim, [builtIn])).toBeUndefined();
    expect(selectPrompt("general", nim, [prompt([""], "empty")])).toBeUndefined();
  });

  it("drops a prompt in another mode, and gives a standard one half the score", () => {
    const [standard, compact] = [prompt(["nim"], "standard"), prompt([], "compact", { mode: "compact" })];
    expect(selectPrompt("general", nim, [standard, compact])).toBe(standard);
    expect(selectPrompt("general", nim, [compact])).toBeUndefined();
    expect(selectPrompt("general", nim, [standard, compact], "compact")).toBe(standard);
    expect(selectPrompt("general", nim, [prompt([], "plain"), compact], "compact")).toBe(compact);
  });
});
