import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { railsOf } from "../support/engine.ts";
import { regex } from "./guarded-rails.ts";

type Call = OpenAI.Responses.ResponseFunctionToolCall | OpenAI.Responses.ResponseCustomToolCall;

const HEAD = { id: "resp_1", object: "response", created_at: 1_700_000_000, model: "gpt-9", tools: [] };

const FUNCTION = { type: "function_call", id: "fc_1", call_id: "call_1", arguments: '{"text":"hi"}' } as const;
const CUSTOM = { type: "custom_tool_call", id: "ctc_1", call_id: "call_2", input: "hi" } as const;

const answered = (output: readonly object[], stream: boolean): Response => {
  const response = { ...HEAD, status: "completed", output };
  if (!stream) return Response.json(response);
  const events = [
    { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
    ...output.flatMap((item, index) => [
      {
        type: "response.output_item.added",
        output_index: index,
        item: { ...item, ...("input" in item ? { input: "" } : { arguments: "" }) },
      },
      { type: "response.output_item.done", output_index: index, item },
    ]),
    { type: "response.completed", response },
  ];
  return new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });
};

const SCHEMA = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };
const SEND = { type: "function", name: "send", parameters: SCHEMA, strict: false } as const;
const TOOLS: OpenAI.Responses.NamespaceTool[] = [
  { type: "namespace", name: "mcp__mail", description: "Mail.", tools: [SEND] },
];

/** The calls that the SDK gets, and why the answer ended. */
const asked = async (rails: LLMRails, output: readonly object[], stream: boolean) => {
  const fetch = guardFetch(rails, { fetch: () => Promise.resolve(answered(output, stream)) });
  const { responses } = new OpenAI({ apiKey: "k", maxRetries: 0, fetch });
  const request = { model: "m", input: "Write.", tools: TOOLS };
  const response = stream ? await responses.stream(request).finalResponse() : await responses.create(request);
  const calls = response.output as readonly Call[];
  return {
    calls: calls.map(({ call_id: id, name, namespace }) => ({ id, name, namespace })),
    end: response.incomplete_details?.reason,
  };
};

const perTool = (tool: string): LLMRails =>
  railsOf(`
rails:
  tool_output: { per_tool: { ${tool}: [regex check tool call] } }
  output: { streaming: { enabled: true } }
  config: { regex_detection: { tool_output: { patterns: ["hi"] } } }
`);

const validating = railsOf(`
rails:
  tool_output: { flows: [tool call validation] }
  output: { streaming: { enabled: true } }
`);

describe.each([true, false])("a call of a tool in a namespace (stream: %s)", (stream) => {
  it("reaches the client with name and namespace as they were sent", async () => {
    const output = [
      { ...FUNCTION, namespace: "mcp__mail", name: "send" },
      { ...CUSTOM, namespace: "editor", name: "send" },
      { ...FUNCTION, id: "fc_2", call_id: "call_3", namespace: "functions", name: "find" },
      { ...FUNCTION, id: "fc_3", call_id: "call_4", name: "send" },
    ];
    const { calls } = await asked(regex(), output, stream);
    expect(calls).toEqual([
      { id: "call_1", name: "send", namespace: "mcp__mail" },
      { id: "call_2", name: "send", namespace: "editor" },
      { id: "call_3", name: "find", namespace: "functions" },
      { id: "call_4", name: "send", namespace: undefined },
    ]);
  });

  it.each([
    ["mcp__mail__send", "mcp__mail", "content_filter"],
    ["send", "mcp__mail", undefined],
    ["send", "functions", "content_filter"],
  ])("is checked by a rail for %s, if it is in %s: %s", async (tool, namespace, expected) => {
    const { end } = await asked(perTool(tool), [{ ...FUNCTION, namespace, name: "send" }], stream);
    expect(end).toBe(expected);
  });

  it("is validated against the schema that it was declared with", async () => {
    const call = { ...FUNCTION, namespace: "mcp__mail", name: "send" };
    expect((await asked(validating, [call], stream)).end).toBeUndefined();
    expect((await asked(validating, [{ ...call, arguments: "{}" }], stream)).end).toBe("content_filter");
    expect((await asked(validating, [{ ...call, namespace: "mcp__post" }], stream)).end).toBe("content_filter");
  });
});

it("is known by its namespace in the history too", async () => {
  const rails = railsOf(`
rails:
  tool_input: { per_tool: { mcp__mail__send: [regex check tool input] } }
  config: { regex_detection: { tool_input: { patterns: ["hi"] } } }
`);
  const sent: unknown[] = [];
  const fetch = guardFetch(rails, {
    fetch: async (_url, init) => {
      sent.push(JSON.parse(init?.body as string));
      return Response.json({ ...HEAD, status: "completed", output: [] });
    },
  });
  const { responses } = new OpenAI({ apiKey: "k", maxRetries: 0, fetch });
  const history = (name: string, namespace: string) => [
    { ...FUNCTION, name, namespace },
    { type: "function_call_output" as const, call_id: "call_1", output: "hi" },
  ];
  const refused = await responses.create({ model: "m", input: history("send", "mcp__mail") });
  expect([refused.incomplete_details?.reason, sent]).toEqual(["content_filter", []]);
  await responses.create({ model: "m", input: history("send", "mcp__post") });
  expect(sent).toEqual([{ model: "m", input: history("send", "mcp__post") }]);
});
