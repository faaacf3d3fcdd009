import { describe, expect, it } from "vitest";
import { RailsConfig as CoreConfig } from "../../src/config/rails-config.ts";
import { LLMRails } from "../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { regexDetection } from "../../src/library/regex-detection/spec.ts";
import { selfCheck } from "../../src/library/self-check/spec.ts";
import { messagesFormat } from "../../src/llm/anthropic/messages-format.ts";
import { ENGINES } from "../../src/llm/registry.ts";
import { scriptedModel } from "../../src/llm/scripted/scripted.ts";
import { createApp } from "../../src/server/app.ts";

const WRITTEN = {
  models: [{ type: "main", engine: "scripted", model: "m", parameters: { replies: ["the secret word"] } }],
  rails: {
    output: { flows: ["regex check output"], streaming: { enabled: true } },
    config: { regex_detection: { output: { patterns: ["secret"] } } },
  },
};
const HI = [{ role: "user", content: "Hi" }] as const;

const outcomeOf = async (rails: LLMRails): Promise<string> => {
  const { outcome } = await rails.complete({ messages: HI });
  return outcome.status;
};

describe("the catalog of a config", () => {
  it("has all built-in rails with RailsConfig of `edgerails`", async () => {
    expect(await outcomeOf(new LLMRails(RailsConfig.fromObject(WRITTEN)))).toBe("blocked");
  });

  it("has no rails with RailsConfig of `edgerails/core`, whose error says what to import", () => {
    expect(() => new LLMRails(CoreConfig.fromObject(WRITTEN))).toThrow(
      /`regex check output` does not exist.*pass `secrets` of "edgerails\/rails\/secrets" and its like as `catalog/,
    );
  });

  it("has the rails that it is given", async () => {
    const llm = scriptedModel({ replies: ["the secret word"] });
    const rails = new LLMRails(CoreConfig.fromObject(WRITTEN), { rails: [regexDetection], llm });
    expect(await outcomeOf(rails)).toBe("blocked");
  });

  it("is used by a gateway, also for configs that a request combines", async () => {
    const plain = CoreConfig.fromObject({ ...WRITTEN, rails: {} });
    const app = createApp({
      configs: { guarded: CoreConfig.fromObject(WRITTEN), plain },
      rails: [regexDetection],
      engines: ENGINES,
      defaultConfigId: "plain",
    });
    const body = JSON.stringify({ messages: HI, config_ids: ["plain", "guarded"] });
    const headers = { "content-type": "application/json" };
    const response = await app.request("/v1/chat/completions", { method: "POST", body, headers });
    expect(await response.json()).toMatchObject({ choices: [{ finish_reason: "content_filter" }] });
  });

  it("remains with configs that are combined", async () => {
    const combined = RailsConfig.combine([RailsConfig.fromObject({}), RailsConfig.fromObject(WRITTEN)]);
    expect(await outcomeOf(new LLMRails(combined))).toBe("blocked");
    const mixed = CoreConfig.combine([CoreConfig.fromObject({}), RailsConfig.fromObject(WRITTEN)]);
    expect(await outcomeOf(new LLMRails(mixed))).toBe("blocked");
  });
});

describe("the catalog of a config, besides rails,", () => {
  const modelOf = (engine: string) => ({ models: [{ type: "main", engine, model: "m" }] });

  it.each(["anthropic", "azure", "workers_ai", "scripted"])(
    "has the engine %s, or an error says what to import",
    (engine) => {
      const refused = new LLMRails(CoreConfig.fromObject(modelOf(engine))).generateAsync({ prompt: "Hi" });
      return expect(refused).rejects.toThrow(
        new RegExp(`pass \`catalog: \\{ engines: \\{ ${engine}: create\\w+ \\} \\}\``),
      );
    },
  );

  it("does not need the OpenAI engine, which is always included", async () => {
    const fetch = (): Promise<Response> =>
      Promise.resolve(Response.json({ choices: [{ message: { content: "Hello" }, finish_reason: "stop" }] }));
    const rails = new LLMRails(CoreConfig.fromObject(modelOf("openai")), { env: { OPENAI_API_KEY: "k" }, fetch });
    expect(await rails.generateAsync({ prompt: "Hi" })).toBe("Hello");
  });

  it("has the formats of guardResponse", async () => {
    const answer = (): Response =>
      Response.json({
        type: "message",
        role: "assistant",
        content: [{ type: "text", text: "Hello" }],
        stop_reason: "end_turn",
        usage: { input_tokens: 1, output_tokens: 1 },
      });
    await expect(new LLMRails(CoreConfig.fromObject({})).guardResponse(answer())).rejects.toThrow("unknown format");
    const rails = new LLMRails(CoreConfig.fromObject({}, { catalog: { formats: [messagesFormat] } }));
    expect(await (await rails.guardResponse(answer())).json()).toMatchObject({ type: "message" });
  });

  it("has the template engine, which rails with a judge need", () => {
    const config = { ...WRITTEN, rails: { input: { flows: ["self check input"] } } };
    expect(
      () => new LLMRails(CoreConfig.fromObject(config, { catalog: { rails: [selfCheck], engines: ENGINES } })),
    ).not.toThrow();
    const { prompting: _, ...bare } = selfCheck;
    expect(() => new LLMRails(CoreConfig.fromObject(config, { catalog: { rails: [bare], engines: ENGINES } }))).toThrow(
      "pass `prompting`",
    );
  });
});
