import OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import type { LLMRails } from "../../src/engine/llm-rails.ts";
import { SECRET } from "../server/gateway.ts";
import { railsOf } from "../support/engine.ts";
import { planted } from "../support/planted.ts";
import { masking, regex } from "./guarded-rails.ts";

type Item = Readonly<Record<string, unknown>> & { readonly type: string };

const HEAD = { id: "resp_1", object: "response", created_at: 1_700_000_000, model: "gpt-9", tools: [] };
const MESSAGE = {
  type: "message",
  id: "msg_1",
  role: "assistant",
  status: "completed",
  content: [{ type: "output_text", text: "Hello", annotations: [], logprobs: [] }],
};

/** Items of tools that OpenAI defines, those that the client runs first. */
const ITEMS: readonly Item[] = [
  {
    type: "shell_call",
    id: "sh_1",
    call_id: "call_1",
    status: "completed",
    action: { commands: ["ls -l", 'echo "é 😀"'], max_output_length: null, timeout_ms: 1000 },
    environment: { type: "local" },
  },
  {
    type: "local_shell_call",
    id: "lsh_1",
    call_id: "call_1",
    status: "completed",
    action: { type: "exec", command: ["ls", "-l"], env: { HOME: "/root" }, working_directory: "/repo" },
  },
  {
    type: "apply_patch_call",
    id: "apc_1",
    call_id: "call_1",
    status: "completed",
    operation: { type: "update_file", path: "a.ts", diff: "@@\n-a\n+b\n" },
  },
  {
    type: "computer_call",
    id: "cu_1",
    call_id: "call_1",
    status: "completed",
    action: { type: "type", text: "hello" },
    pending_safety_checks: [{ id: "cu_sc_1", code: "domain", message: "Look out." }],
  },
  { type: "mcp_approval_request", id: "mcpr_1", name: "send", arguments: '{"to":"you"}', server_label: "mail" },
  { type: "tool_search_call", id: "ts_1", call_id: null, execution: "server", status: "completed", arguments: {} },
  { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "words" } },
  {
    type: "file_search_call",
    id: "fs_1",
    status: "completed",
    queries: ["words"],
    results: [{ file_id: "file_1", filename: "a.md", score: 0.5, text: "found" }],
  },
  {
    type: "code_interpreter_call",
    id: "ci_1",
    status: "completed",
    code: "print(1)",
    container_id: "cntr_1",
    outputs: [{ type: "logs", logs: "1" }],
  },
  { type: "mcp_list_tools", id: "mcpl_1", server_label: "mail", tools: [{ name: "send", input_schema: {} }] },
  { type: "mcp_call", id: "mcp_1", name: "send", arguments: "{}", server_label: "mail", output: "sent", error: null },
  {
    type: "shell_call_output",
    id: "sho_1",
    call_id: "call_1",
    status: "completed",
    output: [{ stdout: "a.ts", stderr: "", outcome: { type: "exit", exit_code: 0 } }],
  },
  { type: "program", id: "prog_1", call_id: "call_1", code: "f()", fingerprint: "fp" },
  { type: "program_output", id: "po_1", call_id: "call_1", result: "1", status: "completed" },
];

const answered = (output: readonly object[], stream: boolean): Response => {
  const response = { ...HEAD, status: "completed", output };
  if (!stream) return Response.json(response);
  const events = [
    { type: "response.created", response: { ...response, status: "in_progress", output: [] } },
    ...output.flatMap((item, output_index) => [
      { type: "response.output_item.added", output_index, item: { ...item, status: "in_progress" } },
      { type: "response.output_item.done", output_index, item },
    ]),
    { type: "response.completed", response },
  ];
  return new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(""), {
    headers: { "content-type": "text/event-stream" },
  });
};

/** What the SDK gets: the items, those of events of their own if it streams, and why the answer ended. */
const asked = async (rails: LLMRails, output: readonly object[], stream: boolean) => {
  const fetch = guardFetch(rails, { fetch: () => Promise.resolve(answered(output, stream)) });
  const { responses } = new OpenAI({ apiKey: "k", maxRetries: 0, fetch });
  const request = { model: "m", input: "Write to jane@example.com", tools: [{ type: "shell" as const }] };
  if (!stream) {
    const { output: items, incomplete_details: details } = await responses.create(request);
    return { items, end: details?.reason };
  }
  const events = responses.stream(request);
  const done: unknown[] = [];
  for await (const event of events) if (event.type === "response.output_item.done") done.push(event.item);
  const { output: items, incomplete_details: details } = await events.finalResponse();
  if (details === null) expect(items).toMatchObject(done);
  return { items, end: details?.reason };
};

const rewriting = railsOf(`
rails:
  output: { flows: [regex redact output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: ["h[a-z]+ you"], max_match_length: 64 } } }
`);

describe.each([true, false])("an item of a tool that the provider defines (stream: %s)", (stream) => {
  it.each(ITEMS.map((item) => [item.type, item] as const))(
    "reaches the client as it was sent: %s",
    async (_type, item) => {
      const { items, end } = await asked(regex(), [item, MESSAGE], stream);
      expect([items[0], items[1]?.type, items.length, end]).toEqual([item, "message", 2, undefined]);
      expect((await asked(regex(), [MESSAGE, item], stream)).items[1]).toEqual(item);
    },
  );

  it.each(ITEMS.map((item) => [item.type, item] as const))(
    "is blocked for a secret in any text: %s",
    async (type, item) => {
      const { type: _type, ...fields } = item;
      const leaked: string[] = [];
      for (const { at, value } of planted(fields, SECRET)) {
        const { items, end } = await asked(regex(), [{ type, ...(value as object) }], stream);
        if (end !== "content_filter" || JSON.stringify(items).includes(SECRET)) leaked.push(at);
      }
      expect(leaked).toEqual([]);
    },
  );

  it("is rewritten in its texts", async () => {
    const item = { ...ITEMS[0], action: { commands: ['say "hello you"'] } };
    const { items } = await asked(rewriting, [item], stream);
    expect(items).toEqual([{ ...item, action: { commands: ['say "<REDACTED>"'] } }]);
  });

  it("gets the values back that input rails masked", async () => {
    const item = { ...ITEMS[0], action: { commands: ["mail <EMAIL_ADDRESS_1>"] } };
    const { items } = await asked(masking(), [item], stream);
    expect(items).toEqual([{ ...item, action: { commands: ["mail jane@example.com"] } }]);
  });

  it("is read by rails of its tool", async () => {
    const rails = railsOf(`
rails:
  tool_output: { per_tool: { shell: [regex check tool call] } }
  output: { streaming: { enabled: true } }
  config: { regex_detection: { tool_output: { patterns: ["ls"] } } }
`);
    const ends = await Promise.all(ITEMS.slice(0, 3).map(async (item) => (await asked(rails, [item], stream)).end));
    expect(ends).toEqual(["content_filter", undefined, undefined]);
  });

  it("is an allowed tool, if it was declared", async () => {
    const rails = railsOf(
      "rails: { tool_output: { flows: [tool call validation] }, output: { streaming: { enabled: true } } }",
    );
    const ends = await Promise.all(ITEMS.slice(0, 2).map(async (item) => (await asked(rails, [item], stream)).end));
    expect(ends).toEqual([undefined, "content_filter"]);
  });

  it("is removed if no rail can read it, like a picture", async () => {
    const picture = { type: "image_generation_call", id: "ig_1", status: "completed", result: "QUJD" };
    expect((await asked(regex(), [picture, MESSAGE], stream)).items).toMatchObject([{ type: "message" }]);
  });
});
