import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { createApp } from "../../../src/server/app.ts";
import { REQUESTS } from "../../support/odd-requests.ts";
import { planted } from "../../support/planted.ts";

/**
 * Canaries in the form of a key, of an id that is also a valid signature, and of a text. None is the data of an image,
 * since rails cannot read its Base64.
 */
const CANARIES = ["sk-CANARY0123456789abcdef", "msg_CANARY0123456789", "a CANARY in prose"];

const config = RailsConfig.fromContent({
  yamlContent: `
models:
  - { type: main, engine: openai, model: configured, parameters: { base_url: "https://up.test/v1", max_retries: 0 } }
rails:
  config: { regex_detection: { output: { patterns: [CANARY] }, input: { patterns: [CANARY] } } }
  input: { flows: [regex check input] }
  output: { flows: [regex check output], streaming: { enabled: true } }
`,
});

const MESSAGE = {
  id: "msg_1",
  type: "message",
  status: "completed",
  role: "assistant",
  content: [
    {
      type: "output_text",
      text: "Hello",
      annotations: [{ type: "url_citation", url: "https://a.test", title: "A" }],
      logprobs: [],
    },
    { type: "refusal", refusal: "no" },
  ],
};
const THOUGHT = {
  id: "rs_1",
  type: "reasoning",
  summary: [{ type: "summary_text", text: "hm" }],
  content: [{ type: "reasoning_text", text: "hm" }],
  encrypted_content: "gAAAA",
};
const CALL = {
  id: "fc_1",
  type: "function_call",
  status: "completed",
  call_id: "call_1",
  namespace: "city",
  name: "look_up",
  arguments: "{}",
};
const CUSTOM_CALL = {
  id: "ctc_1",
  type: "custom_tool_call",
  status: "completed",
  call_id: "call_3",
  name: "apply_patch",
  input: "+ x",
};
const HOSTED = { id: "ws_1", type: "web_search_call", status: "completed", action: { type: "search", query: "words" } };
const RESPONSE = {
  id: "resp_1",
  object: "response",
  created_at: 1_700_000_000,
  model: "gpt-9",
  status: "completed",
  error: null,
  incomplete_details: null,
  instructions: "be kind",
  metadata: { key: "value" },
  output: [THOUGHT, MESSAGE, HOSTED, CALL, CUSTOM_CALL],
  tools: [{ type: "function", name: "look_up", description: "d", parameters: { type: "object" } }],
  tool_choice: "auto",
  text: { format: { type: "text" } },
  usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3, output_tokens_details: { reasoning_tokens: 1 } },
  user: "somebody",
  guardrails: { status: "passed", rail: "mine" },
};
const RESPONSE_EVENTS: readonly object[] = [
  { type: "response.created", response: { ...RESPONSE, output: [] } },
  { type: "response.output_item.added", output_index: 0, item: { ...THOUGHT, summary: [] } },
  { type: "response.reasoning_summary_text.delta", output_index: 0, item_id: "rs_1", summary_index: 0, delta: "hm" },
  { type: "response.output_item.done", output_index: 0, item: THOUGHT },
  { type: "response.output_item.added", output_index: 1, item: { ...MESSAGE, content: [] } },
  { type: "response.content_part.added", output_index: 1, item_id: "msg_1", part: { type: "output_text", text: "" } },
  {
    type: "response.output_text.delta",
    output_index: 1,
    item_id: "msg_1",
    content_index: 0,
    delta: "Hello",
    obfuscation: "x",
  },
  { type: "response.refusal.delta", output_index: 1, item_id: "msg_1", content_index: 1, delta: "no" },
  { type: "response.output_text.done", output_index: 1, item_id: "msg_1", content_index: 0, text: "Hello" },
  { type: "response.output_item.done", output_index: 1, item: MESSAGE },
  { type: "response.output_item.done", output_index: 2, item: HOSTED },
  { type: "response.output_item.added", output_index: 3, item: { ...CALL, arguments: "" } },
  { type: "response.function_call_arguments.delta", output_index: 3, item_id: "fc_1", delta: "{}" },
  { type: "response.function_call_arguments.done", output_index: 3, item_id: "fc_1", name: "look_up", arguments: "{}" },
  { type: "response.output_item.done", output_index: 3, item: CALL },
  { type: "response.output_item.done", output_index: 4, item: { ...MESSAGE, id: "msg_2" } },
  { type: "response.output_item.done", output_index: 5, item: { ...THOUGHT, id: "rs_2" } },
  { type: "response.output_item.done", output_index: 6, item: { ...CALL, id: "fc_2", call_id: "call_2" } },
  { type: "response.output_item.added", output_index: 7, item: { ...CUSTOM_CALL, input: "" } },
  { type: "response.custom_tool_call_input.delta", output_index: 7, item_id: "ctc_1", delta: "+ x" },
  { type: "response.custom_tool_call_input.done", output_index: 7, item_id: "ctc_1", input: "+ x" },
  { type: "response.output_item.done", output_index: 7, item: CUSTOM_CALL },
  { type: "response.output_item.done", output_index: 8, item: { ...CUSTOM_CALL, id: "ctc_2", call_id: "call_4" } },
  { type: "response.completed", response: RESPONSE },
];

const BLOCKS = [
  { type: "thinking", thinking: "hm", signature: "c2ln" },
  { type: "redacted_thinking", data: "QUJD" },
  { type: "text", text: "Hello", citations: [{ type: "char_location", cited_text: "words", document_title: "T" }] },
  { type: "tool_use", id: "toolu_1", name: "look_up", input: { city: "Lyon" } },
  { type: "server_tool_use", id: "srv_1", name: "web_search", input: { query: "words" } },
  {
    type: "web_search_tool_result",
    tool_use_id: "srv_1",
    content: [{ type: "web_search_result", title: "A", url: "https://a.test" }],
  },
];
const MESSAGE_HEAD = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-9",
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { input_tokens: 1, output_tokens: 2, service_tier: "standard" },
  container: { id: "c_1" },
  guardrails: { status: "passed" },
};
const MESSAGE_WHOLE = { ...MESSAGE_HEAD, content: BLOCKS, stop_reason: "tool_use" };
const delta = (index: number, fields: object): object => ({ type: "content_block_delta", index, delta: fields });
const MESSAGE_EVENTS: readonly object[] = [
  { type: "message_start", message: MESSAGE_HEAD },
  { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
  delta(0, { type: "thinking_delta", thinking: "hm" }),
  delta(0, { type: "signature_delta", signature: "c2ln" }),
  { type: "content_block_stop", index: 0 },
  ...BLOCKS.flatMap((block, at) => [
    { type: "content_block_start", index: at + 1, content_block: block },
    delta(at + 1, { type: "text_delta", text: "Hi" }),
    delta(at + 1, { type: "citations_delta", citation: { cited_text: "words" } }),
    delta(at + 1, { type: "input_json_delta", partial_json: '{"city":"Lyon"}' }),
    { type: "content_block_stop", index: at + 1 },
  ]),
  { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: "END" }, usage: { output_tokens: 2 } },
  { type: "message_stop" },
];

const sse = (events: readonly unknown[]): Response =>
  new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });

const readable = async (response: Response): Promise<string> =>
  [response.statusText, ...[...response.headers].flat(), await response.text()].join("\n");

const guarded = (upstream: Response): Promise<string> =>
  new LLMRails(config)
    .guardResponse(upstream)
    .catch((error: unknown) => Response.json(String(error)))
    .then(readable);

/** Decodes encoded state, whose content is as readable as other text. */
const unsealed = (text: string): string =>
  text.replaceAll(/edgerails\.1\.([A-Za-z0-9+/=]+)/g, (_all, sealed: string) => atob(sealed));

describe.each([
  ["the Responses API", RESPONSE_EVENTS, RESPONSE],
  ["the Messages API", MESSAGE_EVENTS, MESSAGE_WHOLE],
] as const)("a canary in an answer of %s", (_name, events, whole) => {
  it.each(CANARIES)("never passes guardResponse as %j, in any text of any event", async (canary) => {
    const leaked: string[] = [];
    let tried = 0;
    for (const [index, event] of events.entries()) {
      for (const { at, value } of planted(event, canary)) {
        tried += 1;
        const text = await guarded(sse(events.map((one, place) => (place === index ? value : one))));
        if (unsealed(text).includes("CANARY")) leaked.push(`${index}${at}`);
      }
    }
    expect(leaked).toEqual([]);
    expect(tried).toBeGreaterThan(150);
  });

  it.each(CANARIES)("never passes guardResponse as %j in a complete answer", async (canary) => {
    const leaked: string[] = [];
    for (const { at, value } of planted(whole, canary)) {
      if (unsealed(await guarded(Response.json(value))).includes("CANARY")) leaked.push(at);
    }
    expect(leaked).toEqual([]);
  });

  it("passes in a place without it, so that the others were checked", async () => {
    expect(await guarded(sse(events))).toContain("Hello");
    expect(await guarded(Response.json(whole))).toContain("Hello");
  });
});

describe.each(REQUESTS)("a canary in a request to %s", (path, body) => {
  it.each([true, false])("never reaches the model, in any text or name (stream: %s)", async (stream) => {
    const sent: string[] = [];
    const app = createApp({
      configs: { guarded: config },
      env: { OPENAI_API_KEY: "k" },
      fetch: async (url, init) => {
        sent.push(JSON.stringify([url, init]));
        return Response.json({ choices: [{ index: 0, message: { content: "ok" }, finish_reason: "stop" }] });
      },
    });
    const send = async (value: object): Promise<number> => {
      const init = {
        method: "POST",
        body: JSON.stringify({ ...value, stream }),
        headers: { "content-type": "application/json" },
      };
      const response = await app.request(path, init);
      await response.text();
      return response.status;
    };
    expect([await send(body), sent.length]).toEqual([200, 1]);
    const leaked: string[] = [];
    let tried = 0;
    for (const canary of CANARIES) {
      for (const { at, value } of planted(body, canary)) {
        tried += 1;
        await send(value as object);
        if (sent.some((text) => unsealed(text).includes("CANARY"))) leaked.push(at);
        sent.length = 0;
      }
    }
    expect(leaked).toEqual([]);
    expect(tried).toBeGreaterThan(80);
  });
});
