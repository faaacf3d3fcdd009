import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { scriptedUpstream } from "../../src/llm/scripted/scripted-upstream.ts";
import type { GatewayEvent } from "../../src/server/request-record.ts";
import { errorOf, eventsOf, gatewayOf, jsonRequest, SECRET, settle } from "./gateway.ts";

type Json = Readonly<Record<string, unknown>>;

const EMAIL = "annelie@site.example";

const MODEL = { type: "main", engine: "openai", model: "m", parameters: { base_url: "https://up.test/v1" } };

const GUARDING = {
  input: { flows: ["regex check input"] },
  output: { flows: ["regex check output"], streaming: { enabled: true } },
  config: {
    regex_detection: {
      input: { patterns: ["forbidden"] },
      output: { patterns: ["sk-[a-z0-9]{20,40}"], max_match_length: 64 },
    },
  },
};

const MASKING = {
  input: { flows: ["regex redact input"], pseudonyms: {} },
  config: { regex_detection: { input: { patterns: [String.raw`[a-z]+@[a-z]+\.example`] } } },
};

const config = RailsConfig.fromObject({ models: [MODEL], rails: GUARDING });

const masking = RailsConfig.fromObject({ models: [MODEL], rails: MASKING });

const PATCH = '*** Begin Patch\n+say("é 😀 \\")\n';

/** A gateway whose model calls a tool, and what it was asked. */
const ask = async (
  path: string,
  body: object,
  { call, rails = config }: { readonly call?: object; readonly rails?: RailsConfig } = {},
) => {
  const asked: Json[] = [];
  const events: GatewayEvent[] = [];
  const upstream = scriptedUpstream({
    replies: [call === undefined ? "Hello" : { content: "", tool_calls: [call] as never }],
    chunk: "char",
  });
  const app = gatewayOf(rails, {
    env: { OPENAI_API_KEY: "k" },
    onEvent: (event) => events.push(event),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      asked.push((await request.clone().json()) as Json);
      return upstream(request);
    },
  });
  const response = await app.request(path, jsonRequest(body));
  const text = await response.clone().text();
  await settle();
  return { response, text, asked, events };
};

const GRAMMAR = { type: "grammar", syntax: "lark", definition: "start: /x+/" };
const PATCHER = { type: "custom", name: "apply_patch", description: "Edits files", format: GRAMMAR };
const SEND = { type: "function", name: "send", description: "Sends", parameters: { type: "object" }, strict: false };
const MAIL = { type: "namespace", name: "mcp__mail", description: "Mail.", tools: [SEND] };
const SEARCH = { type: "web_search", external_web_access: true };

const RESPONSES = "/v1/responses";
const CHAT = "/v1/chat/completions";
const CHAT_PATCHER = {
  type: "custom",
  custom: { name: "apply_patch", format: { type: "grammar", grammar: { syntax: "lark", definition: "start: /x+/" } } },
};
const USER = { role: "user", content: "hi" };

const patched = (input: string): object => ({ id: "call_1", name: "apply_patch", arguments: { input } });

/** The events of a streamed response of a type. */
const ofType = (text: string, type: string): readonly Json[] =>
  eventsOf(text.replaceAll(/^event: .*\n/gm, ""))
    .map((data) => JSON.parse(data) as Json)
    .filter((event) => event["type"] === type);

describe("a custom tool", () => {
  it("is a function with one text for a model without custom tools, as are its calls in the history", async () => {
    const { asked } = await ask(RESPONSES, {
      input: [
        USER,
        { type: "custom_tool_call", id: "ctc_1", call_id: "call_0", name: "apply_patch", input: PATCH },
        { type: "custom_tool_call_output", call_id: "call_0", output: "Done" },
      ],
      tools: [PATCHER],
      tool_choice: { type: "custom", name: "apply_patch" },
    });
    expect(asked).toMatchObject([
      {
        tools: [
          {
            type: "function",
            function: {
              name: "apply_patch",
              description: "Edits files\n\n`input` must match this grammar (lark):\nstart: /x+/",
              parameters: { properties: { input: { type: "string" } }, required: ["input"] },
            },
          },
        ],
        tool_choice: { type: "function", function: { name: "apply_patch" } },
        messages: [
          USER,
          { tool_calls: [{ function: { name: "apply_patch", arguments: JSON.stringify({ input: PATCH }) } }] },
          { role: "tool", tool_call_id: "call_0", content: "Done" },
        ],
      },
    ]);
  });

  it("is called with its text in an item of its own, streamed and whole", async () => {
    const call = patched(PATCH);
    const item = {
      type: "custom_tool_call",
      call_id: "call_1",
      name: "apply_patch",
      status: "completed",
      input: PATCH,
    };
    const whole = await ask(RESPONSES, { input: "hi", tools: [PATCHER] }, { call });
    expect(JSON.parse(whole.text)).toMatchObject({ output: [item], tools: [PATCHER] });
    const { text } = await ask(RESPONSES, { input: "hi", tools: [PATCHER], stream: true }, { call });
    const [added] = ofType(text, "response.output_item.added");
    expect(added).toMatchObject({ item: { ...item, status: "in_progress", input: "" } });
    const deltas = ofType(text, "response.custom_tool_call_input.delta").map(({ delta }) => String(delta));
    expect(deltas.length).toBeGreaterThan(5);
    expect(deltas.join("")).toBe(PATCH);
    expect(ofType(text, "response.custom_tool_call_input.done")).toMatchObject([{ input: PATCH }]);
    expect(ofType(text, "response.output_item.done")).toMatchObject([{ item }]);
    expect(ofType(text, "response.completed")).toMatchObject([{ response: { output: [item] } }]);
  });

  it("of a chat completion is called in its form, streamed and whole", async () => {
    const call = patched(PATCH);
    const body = {
      messages: [USER],
      tools: [CHAT_PATCHER],
      tool_choice: { type: "custom", custom: { name: "apply_patch" } },
    };
    const whole = await ask(CHAT, body, { call });
    const message = { tool_calls: [{ id: "call_1", type: "custom", custom: { name: "apply_patch", input: PATCH } }] };
    expect(JSON.parse(whole.text)).toMatchObject({ choices: [{ message, finish_reason: "tool_calls" }] });
    expect(whole.text).not.toContain('"function"');
    const { text, asked } = await ask(CHAT, { ...body, stream: true }, { call });
    expect(asked).toMatchObject([{ tools: [{ type: "function" }], tool_choice: { type: "function" } }]);
    const calls = eventsOf(text)
      .filter((data) => data.includes('tool_calls":['))
      .map(
        (data) =>
          (JSON.parse(data) as { choices: { delta: { tool_calls: Json[] } }[] }).choices[0]?.delta.tool_calls[0],
      );
    expect(calls[0]).toMatchObject({ index: 0, id: "call_1", type: "custom", custom: { name: "apply_patch" } });
    expect(calls.map((one) => ((one ?? {})["custom"] as { input: string }).input).join("")).toBe(PATCH);
  });

  it("of a chat completion is read in the history", async () => {
    const call = { id: "call_0", type: "custom", custom: { name: "apply_patch", input: PATCH } };
    const { asked } = await ask(CHAT, {
      messages: [
        USER,
        { role: "assistant", tool_calls: [call] },
        { role: "tool", tool_call_id: "call_0", content: "ok" },
      ],
    });
    const fn = { name: "apply_patch", arguments: JSON.stringify({ input: PATCH }) };
    expect(asked).toMatchObject([{ messages: [USER, { tool_calls: [{ type: "function", function: fn }] }, {}] }]);
  });

  it.each([true, false])("gets no text that an output rail blocks (stream: %s)", async (stream) => {
    const call = patched(`+key = "${SECRET}"`);
    for (const [path, body] of [
      [RESPONSES, { input: "hi", tools: [PATCHER], stream }],
      [CHAT, { messages: [USER], tools: [CHAT_PATCHER], stream }],
    ] as const) {
      const { text } = await ask(path, body, { call });
      expect(text).not.toContain("sk-live");
      expect(text).toContain("content_filter");
    }
  });

  it.each([true, false])("gets the values that were masked in the request (stream: %s)", async (stream) => {
    const call = patched('+to = "<REDACTED_1>"');
    const { text, asked } = await ask(
      RESPONSES,
      { input: `I am ${EMAIL}`, tools: [PATCHER], stream },
      { call, rails: masking },
    );
    expect(JSON.stringify(asked)).not.toContain(EMAIL);
    expect(text).toContain(String.raw`+to = \"${EMAIL}\"`);
    expect(text).not.toContain("<REDACTED_1>");
  });
});

describe("a custom tool of a model that knows them", () => {
  const native = (input: string): object => ({
    choices: [
      {
        message: {
          content: null,
          tool_calls: [{ id: "call_1", type: "custom", custom: { name: "apply_patch", input } }],
        },
        finish_reason: "tool_calls",
      },
    ],
  });

  const askNative = async (body: object, input: string, rails: object) => {
    const asked: Json[] = [];
    const gpt = { type: "main", engine: "openai", model: "gpt-5.1" };
    const app = gatewayOf(RailsConfig.fromObject({ models: [gpt], rails }), {
      env: { OPENAI_API_KEY: "k" },
      fetch: async (url, init) => {
        asked.push((await new Request(url, init).json()) as Json);
        return Response.json(native(input));
      },
    });
    const response = await app.request(RESPONSES, jsonRequest(body));
    return { text: await response.text(), asked };
  };

  it.each([true, false])("and its calls are sent and come back as they are (stream: %s)", async (stream) => {
    const history = { type: "custom_tool_call", id: "ctc_1", call_id: "call_0", name: "apply_patch", input: PATCH };
    const result = { type: "custom_tool_call_output", call_id: "call_0", output: "Done" };
    const choice = { type: "custom", name: "apply_patch" };
    const body = { input: [USER, history, result], tools: [PATCHER], tool_choice: choice, stream };
    const { text, asked } = await askNative(body, PATCH, GUARDING);
    const call = { id: "call_0", type: "custom", custom: { name: "apply_patch", input: PATCH } };
    const { grammar } = CHAT_PATCHER.custom.format;
    expect(asked).toMatchObject([
      {
        tools: [{ type: "custom", custom: { description: "Edits files", format: { type: "grammar", grammar } } }],
        tool_choice: { type: "custom", custom: { name: "apply_patch" } },
        messages: [USER, { role: "assistant", tool_calls: [call] }, { role: "tool", tool_call_id: "call_0" }],
      },
    ]);
    const item = { type: "custom_tool_call", call_id: "call_1", input: PATCH };
    const last = stream ? (ofType(text, "response.completed")[0] ?? {})["response"] : JSON.parse(text);
    expect(last).toMatchObject({ output: [item] });
  });

  it.each([true, false])("gets what input rails masked, and no secret (stream: %s)", async (stream) => {
    const ask = { input: `I am ${EMAIL}`, tools: [PATCHER], stream };
    const masked = await askNative(ask, '+to = "<REDACTED_1>"', MASKING);
    expect(JSON.stringify(masked.asked)).not.toContain(EMAIL);
    expect(masked.text).toContain(String.raw`+to = \"${EMAIL}\"`);
    const { text } = await askNative(ask, `+key = "${SECRET}"`, GUARDING);
    expect(text).not.toContain("sk-live");
    expect(text).toContain("content_filter");
  });
});

describe("tools of a namespace", () => {
  const tools = [MAIL, { ...MAIL, name: "post" }, SEND, { type: "namespace", name: "functions", tools: [PATCHER] }];

  it("have names of their own for the model, which its client does not see", async () => {
    const call = { id: "call_1", name: "mcp__mail__send", arguments: {} };
    const history = { type: "function_call", call_id: "call_0", namespace: "post", name: "send", arguments: "{}" };
    const input = [USER, history, { type: "function_call_output", call_id: "call_0", output: "ok" }];
    const choice = { type: "function", namespace: "post", name: "send" };
    const { text, asked } = await ask(RESPONSES, { input, tools, tool_choice: choice }, { call });
    expect(asked).toMatchObject([
      {
        tools: ["mcp__mail__send", "post__send", "send", "apply_patch"].map((name) => ({ function: { name } })),
        tool_choice: { function: { name: "post__send" } },
        messages: [USER, { tool_calls: [{ function: { name: "post__send" } }] }, { role: "tool" }],
      },
    ]);
    const [first] = (asked[0] ?? {})["tools"] as readonly { readonly function: Json }[];
    expect(first?.function["description"]).toBe("Mail.\n\nSends");
    expect(JSON.parse(text)).toMatchObject({
      output: [{ type: "function_call", namespace: "mcp__mail", name: "send" }],
    });
  });

  it("may be sent as an item, as Codex does", async () => {
    const item = { type: "additional_tools", role: "developer", tools };
    const { text, asked } = await ask(RESPONSES, { input: [item, USER] }, { call: patched(PATCH) });
    expect(asked).toMatchObject([{ messages: [USER], tools: [{}, {}, {}, { function: { name: "apply_patch" } }] }]);
    expect(JSON.parse(text)).toMatchObject({ output: [{ type: "custom_tool_call", input: PATCH }] });
  });

  it("have names that providers accept and that differ", async () => {
    const long = (name: string) => ({ type: "namespace", name: "n".repeat(70), tools: [{ ...SEND, name }] });
    const { asked } = await ask(RESPONSES, {
      input: "hi",
      tools: [long("a"), long("b"), { ...SEND, name: "post__send" }, { ...MAIL, name: "post" }],
    });
    const names = ((asked[0] ?? {})["tools"] as readonly { readonly function: Json }[]).map(({ function: fn }) =>
      String(fn["name"]),
    );
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[\w-]{1,64}$/);
  });
});

describe("tools that a provider runs", () => {
  it("are left out beside tools of the client, and the operator is told", async () => {
    const { asked, events } = await ask(RESPONSES, { input: "hi", tools: [SEARCH, SEND] });
    expect(asked).toMatchObject([{ tools: [{ function: { name: "send" } }] }]);
    expect(JSON.stringify(asked)).not.toContain("web");
    expect(events).toMatchObject([{ leftOut: ["web_search"] }]);
  });

  it.each<[object, string]>([
    [{ tools: [SEARCH] }, "tools.0.type"],
    [{ tools: [SEND, { type: "file_search", vector_store_ids: ["v"] }] }, "tools.1.type"],
    [{ tools: [SEND, SEARCH], tool_choice: { type: "web_search" } }, "tool_choice"],
    [{ tools: [SEARCH, { ...MAIL, tools: [SEND, { type: "local_shell" }] }] }, "tools.1.tools.1.type"],
    [{ tools: [SEARCH, { ...MAIL, tools: [{ ...SEND, strict: "x" }] }] }, "tools.1.tools.0.function.strict"],
    [{ tools: [{ ...MAIL, tools: [MAIL] }] }, "tools.0.tools.0.type"],
    [{ input: [{ type: "additional_tools", tools: [SEARCH] }, USER] }, "input.0.tools.0.type"],
  ])("are rejected if the request asks for them: %j", async (body, param) => {
    const { response, asked } = await ask(RESPONSES, { input: "hi", ...body });
    expect(await errorOf(response)).toMatchObject({ code: "invalid_request", param });
    expect(asked).toEqual([]);
  });
});

const WORD = "forbidden";

describe("input rails read", () => {
  it.each<[string, object]>([
    ["the name of a custom tool", { tools: [{ ...PATCHER, name: WORD }] }],
    ["its description", { tools: [{ ...PATCHER, description: WORD }] }],
    ["its grammar", { tools: [{ ...PATCHER, format: { ...GRAMMAR, definition: WORD } }] }],
    ["the name of a namespace", { tools: [{ ...MAIL, name: WORD }] }],
    ["the description of a namespace", { tools: [{ ...MAIL, description: WORD }] }],
    ["a tool in a namespace", { tools: [{ ...MAIL, tools: [{ ...SEND, parameters: { description: WORD } }] }] }],
    ["an additional tool", { input: [{ type: "additional_tools", tools: [{ ...PATCHER, description: WORD }] }, USER] }],
    [
      "the text of a custom tool's call",
      { input: [USER, { type: "custom_tool_call", call_id: "a", name: "f", input: WORD }] },
    ],
    ["its name", { input: [USER, { type: "custom_tool_call", call_id: "a", name: WORD, input: "" }] }],
    [
      "the namespace of a call",
      { input: [USER, { type: "function_call", call_id: "a", name: "f", namespace: WORD, arguments: "{}" }] },
    ],
    [
      "its output",
      {
        input: [USER, { type: "custom_tool_call_output", call_id: "a", output: [{ type: "input_text", text: WORD }] }],
      },
    ],
  ])("%s", async (_place, body) => {
    const { text, asked } = await ask(RESPONSES, { input: "hi", ...body });
    expect(asked).toEqual([]);
    expect(JSON.parse(text)).toMatchObject({ incomplete_details: { reason: "content_filter" } });
  });

  it.each<[string, object]>([
    ["a custom tool of a chat", { tools: [{ type: "custom", custom: { name: "f", description: WORD } }] }],
    [
      "its call in the history",
      {
        messages: [
          USER,
          { role: "assistant", tool_calls: [{ id: "a", type: "custom", custom: { name: "f", input: WORD } }] },
        ],
      },
    ],
  ])("%s", async (_place, body) => {
    const { text, asked } = await ask(CHAT, { messages: [USER], ...body });
    expect(asked).toEqual([]);
    expect(text).toContain("content_filter");
  });
});
