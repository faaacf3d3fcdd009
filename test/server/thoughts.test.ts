import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { chat, chunksOf, gatewayOf, regexRails, SECRET } from "./gateway.ts";

const SIGNATURE = "c2lnbmF0dXJl";

const claude = (rails: object = {}) =>
  RailsConfig.fromObject({ models: [{ type: "main", engine: "anthropic", model: "m" }], rails });

const events = (thinking: readonly string[], signature = SIGNATURE): readonly object[] => [
  { type: "message_start", message: { id: "m", model: "claude" } },
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
  ...thinking.map((text) => ({ type: "content_block_delta", delta: { type: "thinking_delta", thinking: text } })),
  { type: "content_block_delta", delta: { type: "signature_delta", signature } },
  { type: "content_block_stop" },
  { type: "content_block_start", content_block: { type: "redacted_thinking", data: "AA==" } },
  { type: "content_block_stop" },
  { type: "content_block_start", content_block: { type: "tool_use", id: "call_a", name: "f" } },
  { type: "content_block_stop" },
  { type: "message_delta", delta: { stop_reason: "tool_use" } },
  { type: "message_stop" },
];

const answered = async (told: readonly object[], stream: boolean, rails?: object): Promise<Response> => {
  const body = told.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
  const env = { ANTHROPIC_API_KEY: "k" };
  return chat(gatewayOf(claude(rails), { env, fetch: () => Promise.resolve(new Response(body)) }), { stream });
};

const BLOCKS = [
  { type: "thinking", thinking: "I need it.", signature: SIGNATURE },
  { type: "redacted_thinking", data: "AA==" },
];

describe("reasoning with a signature", () => {
  it("reaches the client of a stream with its signature, before the finish", async () => {
    const chunks = chunksOf(await (await answered(events(["I need", " it."]), true, regexRails())).text());
    const deltas = chunks.flatMap(({ choices }) => choices ?? []);
    const at = deltas.findIndex(({ delta }) => "thinking_blocks" in delta);
    expect(deltas[at]?.delta).toEqual({ thinking_blocks: BLOCKS });
    expect(deltas[at + 1]?.finish_reason).toBe("tool_calls");
  });

  it("reaches the client of a complete answer", async () => {
    const body = (await (await answered(events(["I need it."]), false, regexRails())).json()) as object;
    expect(body).toMatchObject({
      choices: [{ message: { reasoning_content: "I need it.", thinking_blocks: BLOCKS } }],
    });
  });

  it("is delivered without its signature if a rail forbids that", async () => {
    const text = await (await answered(events(["I need it."], SECRET), true, regexRails())).text();
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('"thinking"');
  });

  it("is not delivered if it is blocked", async () => {
    const text = await (await answered(events([`It is ${SECRET}.`]), true, regexRails())).text();
    expect(text).toContain("content_filter");
    expect(text).not.toMatch(/thinking_blocks|AA==/);
  });

  it("is delivered encrypted if the provider encrypts it", async () => {
    const details = [
      { type: "reasoning.encrypted", data: "AA==", id: "rs_1", format: "openai-responses-v1", index: 0 },
    ];
    const chunk = { choices: [{ delta: { content: "ok", reasoning_details: details }, finish_reason: "stop" }] };
    const config = RailsConfig.fromObject({ models: [{ type: "main", engine: "openrouter", model: "m" }] });
    const fetch = (): Promise<Response> =>
      Promise.resolve(new Response(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`));
    const app = gatewayOf(config, { env: { OPENROUTER_API_KEY: "k" }, fetch });
    expect(await (await chat(app, { stream: false })).json()).toMatchObject({
      choices: [{ message: { content: "ok", reasoning_details: details } }],
    });
  });
});
