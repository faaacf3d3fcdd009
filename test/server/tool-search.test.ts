import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { errorOf, eventsOf, gatewayOf, jsonRequest, SECRET, settle } from "./gateway.ts";

type Json = Readonly<Record<string, unknown>>;

const config = RailsConfig.fromObject({
  models: [{ type: "main", engine: "openai", model: "m", parameters: { base_url: "https://up.test/v1" } }],
  rails: {
    input: { flows: ["regex check input"] },
    output: { flows: ["regex check output"], streaming: { enabled: true } },
    config: {
      regex_detection: {
        input: { patterns: ["forbidden"] },
        output: { patterns: ["sk-[a-z0-9]{20,40}"], max_match_length: 64 },
      },
    },
  },
});

const USER = { role: "user", content: "hi" };
const PARAMETERS = { type: "object", properties: { query: { type: "string" } } };
const SEARCH = { type: "tool_search", execution: "client", description: "Finds tools", parameters: PARAMETERS };
const SEND = { type: "function", name: "send", description: "Sends", defer_loading: true, parameters: {} };
const MAIL = { type: "namespace", name: "mcp__mail", description: "Mail.", tools: [SEND] };
const READ = { type: "function", name: "read", parameters: {} };

const searched = (tools: readonly object[], call_id: string | null = "s1"): readonly object[] => [
  USER,
  { type: "tool_search_call", call_id, execution: "client", status: "completed", arguments: { query: "mail" } },
  { type: "tool_search_output", call_id, execution: "client", status: "completed", tools },
];

/** What a gateway answers if its model makes a call, and what the model was asked. */
const ask = async (body: object, call?: { readonly name: string; readonly arguments: Json }) => {
  const asked: Json[] = [];
  const events: GatewayEvent[] = [];
  const upstream = scriptedUpstream({
    replies: [call === undefined ? "Hello" : { content: "", tool_calls: [{ id: "call_1", ...call }] }],
    chunk: "char",
  });
  const app = gatewayOf(config, {
    env: { OPENAI_API_KEY: "k" },
    onEvent: (event) => events.push(event),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      asked.push((await request.clone().json()) as Json);
      return upstream(request);
    },
  });
  const response = await app.request("/v1/responses", jsonRequest(body));
  const text = await response.clone().text();
  await settle();
  return { response, text, asked, events };
};

/** The events of a streamed response. */
const sent = (text: string): readonly Json[] =>
  eventsOf(text.replaceAll(/^event: .*\n/gm, "")).map((data) => JSON.parse(data) as Json);

const QUERY = { name: "tool_search", arguments: { query: "mail" } };
const ITEM = {
  type: "tool_search_call",
  status: "completed",
  call_id: "call_1",
  execution: "client",
  arguments: { query: "mail" },
};

describe("a search for tools that the client runs", () => {
  it("is a function for the model, and its call an item of its own, whole and streamed", async () => {
    const body = { input: [USER], tools: [SEARCH] };
    const whole = await ask(body, QUERY);
    expect(whole.asked).toMatchObject([
      { tools: [{ function: { name: "tool_search", description: "Finds tools", parameters: PARAMETERS } }] },
    ]);
    expect(await whole.response.json()).toMatchObject({ output: [ITEM] });
    const events = sent((await ask({ ...body, stream: true }, QUERY)).text);
    expect(events.map(({ type }) => type)).toEqual([
      "response.created",
      "response.in_progress",
      "response.output_item.added",
      "response.output_item.done",
      "response.completed",
    ]);
    expect(events).toContainEqual(expect.objectContaining({ item: { ...ITEM, id: expect.stringMatching(/^tsc_/) } }));
  });

  it("adds the tools that it found to those of the request, once, and tells the model their names", async () => {
    const body = { input: searched([MAIL, READ]), tools: [SEARCH, READ] };
    const { asked, response } = await ask(body, { name: "mcp__mail__send", arguments: {} });
    expect(asked).toMatchObject([
      {
        tools: ["tool_search", "read", "mcp__mail__send"].map((name) => ({ function: { name } })),
        messages: [
          USER,
          { tool_calls: [{ id: "s1", function: { name: "tool_search", arguments: '{"query":"mail"}' } }] },
          { role: "tool", tool_call_id: "s1", content: '{"tools":["mcp__mail__send","read"]}' },
        ],
      },
    ]);
    expect(await response.json()).toMatchObject({
      output: [{ type: "function_call", name: "send", namespace: "mcp__mail" }],
    });
  });

  it("is refused if it cannot be described to the model", async () => {
    const { response, asked } = await ask({ input: [USER], tools: [READ, { ...SEARCH, description: 7 }] });
    expect(await errorOf(response)).toMatchObject({ param: "tools.1.description" });
    expect(asked).toEqual([]);
  });

  it("leaves a function of the same name to the client", async () => {
    const body = { input: [USER], tools: [{ ...READ, name: "tool_search" }, SEARCH] };
    const { asked, response } = await ask(body, QUERY);
    expect(asked).toMatchObject([{ tools: ["tool_search", "tool_search_2"].map((name) => ({ function: { name } })) }]);
    expect(await response.json()).toMatchObject({ output: [{ type: "function_call", name: "tool_search" }] });
  });

  it("is read by rails: what the model searches for, and what the client found", async () => {
    const leaked = await ask(
      { input: [USER], tools: [SEARCH], stream: true },
      { name: "tool_search", arguments: { query: SECRET } },
    );
    expect(leaked.text).not.toContain(SECRET);
    const found = await ask({ input: searched([{ ...READ, description: "forbidden" }]), tools: [SEARCH] });
    expect(found.asked).toEqual([]);
    const query = { type: "tool_search_call", call_id: "s1", arguments: { query: "forbidden" } };
    expect((await ask({ input: [USER, query], tools: [SEARCH] })).asked).toEqual([]);
  });
});

describe("what a provider would run", () => {
  it("is left out if it is a search for tools: the model gets all tools", async () => {
    const { asked, events } = await ask({ input: searched([MAIL], null), tools: [{ type: "tool_search" }, READ] });
    expect(asked).toMatchObject([
      { tools: ["read", "mcp__mail__send"].map((name) => ({ function: { name } })), messages: [USER] },
    ]);
    expect(events).toMatchObject([{ leftOut: ["tool_search"] }]);
  });

  it("is refused if a request has no other tools", async () => {
    const { response } = await ask({ input: [USER], tools: [{ type: "tool_search" }] });
    expect(await errorOf(response)).toMatchObject({ param: "tools.0.type" });
  });

  it.each(["code_interpreter_call", "file_search_call", "image_generation_call", "mcp_call", "mcp_list_tools"])(
    "is removed from a conversation that began elsewhere: %s",
    async (type) => {
      const { asked } = await ask({ input: [USER, { type, id: "x_1", result: "AAAA" }] });
      expect(asked).toMatchObject([{ messages: [USER] }]);
    },
  );
});
