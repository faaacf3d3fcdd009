import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import { createApp } from "../../../src/server/app.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";

const judge = defineRail({
  name: "judge",
  reads: "whole",
  check: ({ text }) => ({ outcome: text.includes("napalm") ? "block" : "allow" }),
});
const configOf = (scope: string): RailsConfig =>
  RailsConfig.fromContent({ yamlContent: `rails: { input: { flows: [judge]${scope} } }` });
const CONVERSATION = configOf(", scope: conversation");
const HIDDEN: readonly ChatMessage[] = [
  { role: "system", content: "napalm" },
  { role: "user", content: "go" },
];

const CALLED: readonly ChatMessage[] = [
  {
    role: "assistant",
    content: null,
    tool_calls: [
      { id: "call_1", type: "function", function: { name: "f", arguments: String.raw`{"q":"\u006eapalm"}` } },
    ],
  },
  { role: "tool", tool_call_id: "call_1", content: "1" },
  { role: "user", content: "go" },
];

const statusOf = async (config: RailsConfig, messages = HIDDEN): Promise<string> => {
  const rails = new LLMRails(config, { rails: [judge], llm: languageModelFromStream(() => ["fine"]) });
  const { outcome } = await rails.generateAsync({ messages, options: {} });
  return outcome.status;
};

describe("rails.input.scope", () => {
  it("decides whether judges check more than the new turn", async () => {
    expect(await statusOf(configOf(""))).toBe("passed");
    expect(await statusOf(CONVERSATION)).toBe("blocked");
  });

  it("shows judges the arguments of tool calls unescaped", async () => {
    expect(await statusOf(CONVERSATION, CALLED)).toBe("blocked");
  });

  it("is `conversation` by default if clients send the history", async () => {
    const app = createApp({
      configs: { main: configOf(""), turn: configOf(", scope: turn") },
      rails: [judge],
      engines: {},
      defaultConfigId: "main",
    });
    const check = async (config_id: string): Promise<unknown> => {
      const body = JSON.stringify({ config_id, messages: HIDDEN });
      const headers = { "content-type": "application/json" };
      return (await app.request("/v1/checks", { method: "POST", body, headers })).json();
    };
    expect(await check("main")).toMatchObject({ status: "blocked", rail: "judge" });
    expect(await check("turn")).toMatchObject({ status: "passed" });
  });

  it("is kept in a bundle, and the wider one applies to combined configs", () => {
    expect(RailsConfig.fromObject(CONVERSATION.toObject()).rails.input.scope).toBe("conversation");
    expect(RailsConfig.combine([configOf(""), CONVERSATION]).rails.input.scope).toBe("conversation");
    expect(RailsConfig.combine([CONVERSATION, configOf("")]).rails.input.scope).toBe("conversation");
  });
});
