import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../../src/node/index.ts";
import { judge } from "../../support/engine.ts";

const regex = (patterns: readonly string[], more: object = {}): RailsConfig =>
  RailsConfig.fromObject({
    rails: {
      output: { flows: ["regex check output"], streaming: { enabled: true } },
      config: { regex_detection: { output: { patterns, ...more } } },
    },
  });

const outcome = async (config: RailsConfig, said: string): Promise<string> => {
  const rails = new LLMRails(config, { llm: languageModelFromStream(() => [said]) });
  return (await rails.generateAsync({ prompt: "hi", options: {} })).outcome.status;
};

describe("combined configs", () => {
  it("run the rails of each with its own settings", async () => {
    const both = regex(["Alpha"], { case_insensitive: true }).combine(regex(["Beta"]));
    expect(await outcome(both, "alpha")).toBe("blocked");
    expect(await outcome(both, "Beta")).toBe("blocked");
    expect(await outcome(both, "beta")).toBe("passed");
  });

  it("call each judge with the prompt of its own config", async () => {
    const judged = (content: string): RailsConfig =>
      RailsConfig.fromObject({
        rails: { input: { flows: ["self check input"] } },
        prompts: [{ task: "self_check_input", content: `${content} {{ user_input }}` }],
      });
    const asked: string[] = [];
    const llm = judge((prompt) => {
      asked.push(prompt);
      return "No";
    });
    await new LLMRails(judged("first").combine(judged("second")), { llm }).checkAsync({
      messages: [{ role: "user", content: "hi" }],
    });
    expect(asked).toEqual(["first hi", "second hi"]);
  });

  it.each([
    ["once where both have it in the same way", ["a"], ["a"], 1],
    ["twice where they do not", ["a"], ["b"], 2],
  ])("run a rail %s", async (_how, first, second, times) => {
    const rails = new LLMRails(regex(first).combine(regex(second)), { llm: languageModelFromStream(() => ["x"]) });
    const { log } = await rails.generateAsync({ prompt: "hi", options: { log: { internal_events: true } } });
    expect(log.internal_events?.filter(({ type }) => type === "OutputRailFinished")).toHaveLength(times);
  });
});
