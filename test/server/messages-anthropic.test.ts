import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import type { Json } from "./asked-provider.ts";
import { gatewayOf, jsonRequest } from "./gateway.ts";

describe("POST /v1/messages with Anthropic as the provider", () => {
  it("passes request and answer through unchanged", async () => {
    const answer = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-9",
      content: [
        { type: "thinking", thinking: "hm", signature: "c2ln" },
        { type: "text", text: "Hello" },
        { type: "tool_use", id: "toolu_1", name: "look_up", input: { a: 1 } },
      ],
      stop_reason: "tool_use",
      usage: { input_tokens: 3, output_tokens: 4 },
    };
    const asked: Json[] = [];
    const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "anthropic", model: "claude-9" }] });
    const app = gatewayOf(config, {
      env: { ANTHROPIC_API_KEY: "k" },
      fetch: async (_url, init) => {
        asked.push(JSON.parse(init?.body as string) as Json);
        return Response.json(answer);
      },
    });
    const body = {
      model: "claude-9",
      max_tokens: 100,
      system: "Be kind",
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Look" },
            { type: "image", source: { type: "base64", media_type: "image/png", data: "QUJD" } },
            { type: "document", source: { type: "base64", media_type: "application/pdf", data: "QUJD" } },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "hm", signature: "c2ln" },
            { type: "redacted_thinking", data: "QUJD" },
            { type: "text", text: "One moment" },
            { type: "tool_use", id: "toolu_1", name: "look_up", input: { a: 1 } },
          ],
        },
        {
          role: "user",
          content: [
            {
              type: "tool_result",
              tool_use_id: "toolu_1",
              content: [
                { type: "text", text: "found" },
                { type: "image", source: { type: "url", url: "https://a.test/i.png" } },
              ],
            },
            { type: "text", text: "And?" },
          ],
        },
      ],
      tools: [{ name: "look_up", description: "d", input_schema: { type: "object" }, strict: true }],
      tool_choice: { type: "auto", disable_parallel_tool_use: true },
      stop_sequences: ["END"],
      thinking: { type: "enabled", budget_tokens: 50 },
      output_config: { format: { type: "json_schema", schema: { type: "object" } } },
      metadata: { user_id: "u-1" },
      temperature: 0.5,
      top_k: 5,
    };
    const response = await app.request("/v1/messages", jsonRequest(body));
    const { stream: _streamed, ...sent } = asked[0] ?? {};
    expect(sent).toEqual(body);
    const { content, stop_reason: reason, model } = (await response.json()) as Json;
    expect({ content, reason, model }).toEqual({ content: answer.content, reason: "tool_use", model: "claude-9" });
  });
});
