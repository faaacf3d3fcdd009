import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { gatewayOf, jsonRequest, USER } from "../server/gateway.ts";

const DEPTH = 20_000;
const DEEP = `${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}`;
const LISTS = "[".repeat(DEPTH) + "]".repeat(DEPTH);

const call = (args: string): string =>
  `{"choices":[{"index":0,"finish_reason":"tool_calls","message":{"tool_calls":[{"id":"c","function":{"name":"f","arguments":${args}}}]}}]}`;

const ANSWERS: readonly (readonly [what: string, engine: string, answer: string])[] = [
  ["arguments", "openai", call(DEEP)],
  ["a reason", "openai", `{"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":${LISTS}}]}`],
  ["an error", "openai", `{"error":${DEEP}}`],
  ["lists", "openai", LISTS],
  [
    "input of a tool",
    "anthropic",
    `{"content":[{"type":"tool_use","id":"c","name":"f","input":${DEEP}}],"stop_reason":"tool_use"}`,
  ],
  ["an error of Anthropic's", "anthropic", `{"type":"error","error":${DEEP}}`],
];

describe.each(ANSWERS)("%s that nest deeper than the runtime can encode", (_what, engine, answer) => {
  const parameters = { base_url: "https://up.test/v1", max_retries: 0 };
  const config = RailsConfig.fromObject({ models: [{ type: "main", engine, model: "m", parameters }] });

  it.each([
    ["in one piece", answer],
    ["in an event", `data: ${answer}\n\n`],
  ])("are a failed answer of the provider, %s", async (_how, body) => {
    const gateway = gatewayOf(config, {
      env: { OPENAI_API_KEY: "k", ANTHROPIC_API_KEY: "k" },
      fetch: () => Promise.resolve(new Response(body)),
    });
    for (const stream of [true, false]) {
      const response = await gateway.request("/v1/chat/completions", jsonRequest({ messages: [USER], stream }));
      const text = await response.text();
      expect(text).toMatch(/upstream|provider/);
      expect(text).not.toContain("internal_error");
    }
  });
});
