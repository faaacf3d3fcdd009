import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { SECRET } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";
import { planted } from "../support/planted.ts";
import { masking, regex } from "./guarded-rails.ts";

type Block = Readonly<Record<string, unknown>> & { readonly type: string };

const HEAD = { id: "msg_1", type: "message", role: "assistant", model: "claude-9", stop_sequence: null };
const USAGE = { input_tokens: 1, output_tokens: 2 };
const TEXT = { type: "text", text: "Hello" };
const SEARCH: Block = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "words" } };

/** Blocks of tools that Anthropic runs. */
const BLOCKS: readonly Block[] = [
  SEARCH,
  {
    type: "web_search_tool_result",
    tool_use_id: "srvtoolu_1",
    content: [
      { type: "web_search_result", title: "A", url: "https://a.test", encrypted_content: "QUJD", page_age: null },
    ],
  },
  {
    type: "web_fetch_tool_result",
    tool_use_id: "srvtoolu_1",
    content: {
      type: "web_fetch_result",
      url: "https://a.test",
      content: { type: "document", source: { type: "text", media_type: "text/plain", data: "é 😀" }, title: "A" },
    },
  },
  {
    type: "bash_code_execution_tool_result",
    tool_use_id: "srvtoolu_1",
    content: { type: "bash_code_execution_result", stdout: "1", stderr: "", return_code: 0, content: [] },
  },
  { type: "mcp_tool_use", id: "mcptoolu_1", name: "send", server_name: "mail", input: { to: "you" } },
  { type: "mcp_tool_result", tool_use_id: "mcptoolu_1", is_error: false, content: [{ type: "text", text: "sent" }] },
  { type: "container_upload", file_id: "file_1" },
];

const answered = (content: readonly Block[], stream: boolean, stop_reason = "end_turn"): Response => {
  if (!stream) return Response.json({ ...HEAD, content, stop_reason, usage: USAGE });
  const events = [
    { type: "message_start", message: { ...HEAD, content: [], stop_reason: null, usage: USAGE } },
    ...content.flatMap((block, index) => {
      const json = "input" in block ? JSON.stringify(block["input"]) : "";
      const pieces = [json.slice(0, 5), json.slice(5)].filter((piece) => piece !== "");
      return [
        { type: "content_block_start", index, content_block: json === "" ? block : { ...block, input: {} } },
        ...pieces.map((partial_json) => ({
          type: "content_block_delta",
          index,
          delta: { type: "input_json_delta", partial_json },
        })),
        { type: "content_block_stop", index },
      ];
    }),
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ];
  return new Response(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });
};

/** What the SDK gets. */
const asked = async (rails: LLMRails, content: readonly Block[], stream: boolean, stopReason?: string) => {
  const fetch = guardFetch(rails, { fetch: () => Promise.resolve(answered(content, stream, stopReason)) });
  const { messages } = new Anthropic({ apiKey: "k", maxRetries: 0, fetch });
  const request = {
    model: "m",
    max_tokens: 9,
    messages: [{ role: "user" as const, content: "Write to jane@example.com" }],
    tools: [{ type: "web_search_20250305" as const, name: "web_search" as const }],
  };
  const message = stream ? await messages.stream(request).finalMessage() : await messages.create(request);
  return { blocks: message.content, end: message.stop_reason };
};

describe.each([true, false])("a block of a tool that the provider runs (stream: %s)", (stream) => {
  it.each(BLOCKS.map((block) => [block.type, block] as const))(
    "reaches the client as it was sent: %s",
    async (_type, block) => {
      const { blocks, end } = await asked(regex(), [block, TEXT], stream);
      expect([blocks[0], blocks[1], blocks.length, end]).toEqual([block, TEXT, 2, "end_turn"]);
      expect((await asked(regex(), [TEXT, block], stream)).blocks[1]).toEqual(block);
    },
  );

  it.each(BLOCKS.map((block) => [block.type, block] as const))(
    "is blocked for a secret in any text: %s",
    async (type, block) => {
      const { type: _type, ...fields } = block;
      const leaked: string[] = [];
      for (const { at, value } of planted(fields, SECRET)) {
        const { blocks, end } = await asked(regex(), [{ type, ...(value as object) }], stream);
        if (end !== "refusal" || JSON.stringify(blocks).includes(SECRET)) leaked.push(at);
      }
      expect(leaked).toEqual([]);
    },
  );

  it("gets the values back that input rails masked", async () => {
    const block = { ...SEARCH, input: { query: "<EMAIL_ADDRESS_1>" } };
    expect((await asked(masking(), [block], stream)).blocks).toEqual([
      { ...SEARCH, input: { query: "jane@example.com" } },
    ]);
  });

  it("stands beside calls for the client, in the order in which they came", async () => {
    const call = (id: string): Block => ({ type: "tool_use", id, name: "find", input: { place: id } });
    const content = [call("toolu_1"), SEARCH, call("toolu_2"), BLOCKS[1] as Block];
    const { blocks, end } = await asked(regex(), content, stream);
    expect(blocks).toMatchObject(content);
    expect(end).toBe("tool_use");
  });

  it("may still be at work when the turn pauses, which the client is told", async () => {
    const { blocks, end } = await asked(regex(), [TEXT, SEARCH], stream, "pause_turn");
    expect([blocks, end]).toEqual([[TEXT, SEARCH], "pause_turn"]);
    expect((await asked(regex(), [{ ...TEXT, text: SECRET }], stream, "pause_turn")).end).toBe("refusal");
  });

  it("is an allowed tool, if it was declared", async () => {
    const rails = railsOf(
      "rails: { tool_output: { flows: [tool call validation] }, output: { streaming: { enabled: true } } }",
    );
    expect((await asked(rails, BLOCKS.slice(0, 2), stream)).end).toBe("end_turn");
    expect((await asked(rails, [{ ...SEARCH, name: "web_fetch" }], stream)).end).toBe("refusal");
  });

  it("is removed if it has a file, which no rail reads", async () => {
    const source = { type: "base64", media_type: "application/pdf", data: "QUJD" };
    const content = { type: "web_fetch_result", url: "https://a.test", content: { type: "document", source } };
    const block = { type: "web_fetch_tool_result", tool_use_id: "srvtoolu_1", content };
    expect((await asked(regex(), [block, TEXT], stream)).blocks).toEqual([TEXT]);
  });
});
