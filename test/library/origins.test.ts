import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../src/node/index.ts";
import { judge } from "../support/engine.ts";

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

  it("ask each judge in the words of its own config", async () => {
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

  it("run a rail that both have in the same way once", () => {
    const both = regex(["a"]).combine(regex(["a"]));
    const rails = new LLMRails(both, { llm: languageModelFromStream(() => ["x"]) });
    expect(rails.config.rails.output.flows).toEqual(["regex check output"]);
  });
});
