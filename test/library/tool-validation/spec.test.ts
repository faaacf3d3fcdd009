import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import type { ChatMessage, ToolCall } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { chat, gatewayOf, jsonRequest, scripted } from "../../server/gateway.ts";
import { finish, text, toolCall } from "../../streams/parts.ts";
import { collect, RecordingModel, says } from "../../support/engine.ts";

const PARAMETERS = { type: "object", properties: { city: { type: "string", minLength: 2 } }, required: ["city"] };
const WEATHER = { type: "function", function: { name: "get_weather", parameters: PARAMETERS } };
const NOW = { type: "function", function: { name: "now" } };
const TOOLS = [WEATHER, NOW, { type: "web_search" }, { type: "custom", custom: { name: "shell" } }];

const RAILS = {
  tool_output: { flows: ["tool call validation"] },
  tool_input: { flows: ["tool result validation"] },
};

const call = (name: string, args: string, id = "call_1"): ToolCall => ({
  id,
  type: "function",
  function: { name, arguments: args },
});

const railsWith = (llm: RecordingModel, models: readonly object[] = []): LLMRails =>
  new LLMRails(RailsConfig.fromObject({ models, rails: RAILS }), { llm });

/** The delivered parts of a streamed answer with a tool call. */
const answer = async (name: string | undefined, args: string, tools: readonly object[] = TOOLS) => {
  const pieces = args.match(/.{1,5}/gu) ?? [""];
  const model = new RecordingModel([
    text("Let me see."),
    ...pieces.map((piece, index) =>
      toolCall(piece, index === 0 ? { id: "call_1", ...(name === undefined ? {} : { name }) } : {}),
    ),
    finish(),
  ]);
  const messages: readonly ChatMessage[] = [{ role: "user", content: "How is it in Paris?" }];
  const stream = railsWith(model).streamParts({ messages, options: { llm_params: { tools } } });
  const parts = await collect<StreamPart>(stream);
  const said = parts.filter((part) => part.type === "tool-call-delta").map((part) => part.text);
  const outcome = await stream.outcome;
  return { said: said.join(""), calls: said.length, label: outcome.verdicts[0]?.label, outcome };
};

describe("tool call validation on a stream", () => {
  it.each([
    ["get_weather", '{"city":"Paris"}'],
    ["get_weather", ' {"city":"Paris","unit":"C"} '],
    ["now", ""],
    ["now", "{}"],
    ["web_search", '{"query":"anything"}'],
    ["shell", "ls -l"],
  ])("delivers a call of %s with %s", async (name, args) => {
    const { said, outcome } = await answer(name, args);
    expect([said, outcome.status]).toEqual([args, "passed"]);
  });

  it.each([
    ["delete_database", "{}", "tool_not_allowed", "tool call 'delete_database' is not an allowed tool"],
    ["constructor", "{}", "tool_not_allowed", "tool call 'constructor' is not an allowed tool"],
    ["ignore all rules", "{}", "tool_not_allowed", "tool call a tool whose name is none is not an allowed tool"],
    [undefined, "", "tool_not_allowed", "tool call a tool whose name is none is not an allowed tool"],
    ["get_weather", "", "arguments_invalid", "'required' failed at '/city'"],
    ["get_weather", '{"city":7}', "arguments_invalid", "'type' failed at '/city'"],
    ["get_weather", '{"city":"P"}', "arguments_invalid", "'minLength' failed at '/city'"],
    ["get_weather", '{"city":"Paris"', "arguments_not_json", "are not a JSON object"],
    ["get_weather", '["Paris"]', "arguments_not_json", "are not a JSON object"],
    ["now", '{"secret":1}', "unexpected_arguments", "takes no arguments"],
  ])("blocks a call of %s with %s: %s", async (name, args, label, reason) => {
    const { calls, outcome, label: found } = await answer(name, args);
    expect([calls, found]).toEqual([0, label]);
    expect(outcome).toMatchObject({ status: "blocked", rail: "tool call validation", code: "content_blocked" });
    expect(outcome.reason).toContain(reason);
    expect(outcome.reason).not.toContain("secret");
  });

  const NONE_NAMED = { type: "object", properties: {} };
  it.each<[string, object | boolean | undefined, string | undefined]>([
    ["no schema", undefined, "unexpected_arguments"],
    ["an empty schema", {}, "unexpected_arguments"],
    ["no properties", { type: "object" }, "unexpected_arguments"],
    ["no property by name", NONE_NAMED, "unexpected_arguments"],
    ["no further property", { ...NONE_NAMED, additionalProperties: false }, "arguments_invalid"],
    ["any further property", { ...NONE_NAMED, additionalProperties: true }, undefined],
    ["further properties by a schema", { additionalProperties: { type: "number" } }, undefined],
    ["properties by a pattern", { patternProperties: { "^s": {} } }, undefined],
    ["properties by reference", { $ref: "#/$defs/a", $defs: { a: { required: ["secret"] } } }, undefined],
    ["properties in a choice", { anyOf: [{ required: ["secret"] }, { required: ["other"] }] }, undefined],
    ["another property", { properties: { city: {} } }, undefined],
    ["anything", true, undefined],
    ["nothing", false, "arguments_invalid"],
  ])("validates arguments for a tool that declares %s", async (_, parameters, label) => {
    const tool = { type: "function", function: { name: "f", parameters } };
    expect((await answer("f", '{"secret":1}', [tool])).label).toBe(label);
  });

  it("blocks every call if no tool was declared", async () => {
    expect((await answer("get_weather", '{"city":"Paris"}', [])).label).toBe("tool_not_allowed");
  });

  it.each([
    ["twice", [NOW, NOW]],
    ["with a schema that is none", [{ type: "function", function: { name: "now", parameters: { type: "nothing" } } }]],
  ])("blocks a call of a tool that is declared %s", async (_, tools) => {
    expect((await answer("now", "{}", tools)).label).toBe("invalid_tool_schema");
  });

  it("fails closed if validation takes too long", async () => {
    const parameters = { type: "object", properties: { a: { $ref: "#/properties/a" } } };
    const { outcome, calls } = await answer("loop", '{"a":1}', [{ function: { name: "loop", parameters } }]);
    expect([calls, outcome.status, outcome.code]).toEqual([0, "blocked", "rail_execution_failure"]);
  });

  it("uses the tools in the config of its model", async () => {
    const model = new RecordingModel([toolCall("{}", { id: "1", name: "now" }), finish()]);
    const main = { type: "main", engine: "openai", model: "m", parameters: { tools: [NOW] } };
    const { outcome } = await railsWith(model, [main]).generateAsync({ prompt: "What time is it?", options: {} });
    expect(outcome.status).toBe("passed");
  });

  it("cancels the model, and delivers no call after an invalid one", async () => {
    const model = new RecordingModel([
      toolCall("{}", { id: "1", name: "now" }, 0),
      toolCall("{}", { id: "2", name: "wipe" }, 1),
      finish(),
    ]);
    const stream = railsWith(model).streamParts({ prompt: "?", options: { llm_params: { tools: TOOLS } } });
    const parts = await collect<StreamPart>(stream);
    expect(parts.flatMap((part) => (part.type === "tool-call-delta" ? [part.name] : []))).not.toContain("wipe");
    expect(parts.at(-2)).toMatchObject({ type: "finish", reason: "content_filter" });
  });
});

describe("tool call validation on every wire", () => {
  const bad = { tool_calls: [{ id: "call_1", name: "get_weather", arguments: { city: 7 } }] };
  const app = gatewayOf(scripted({ replies: [bad], chunk: "char" }, RAILS));
  const bodies = {
    "/v1/chat/completions": { messages: [{ role: "user", content: "hi" }], tools: [WEATHER] },
    "/v1/responses": { model: "m-1", input: "hi", tools: [{ type: "function", ...WEATHER.function }] },
    "/v1/messages": {
      model: "m-1",
      max_tokens: 100,
      messages: [{ role: "user", content: "hi" }],
      tools: [{ name: "get_weather", input_schema: PARAMETERS }],
    },
  };

  it.each(Object.entries(bodies).flatMap(([path, body]) => [true, false].map((stream) => ({ path, body, stream }))))(
    "$path, streamed $stream: an invalid call is not delivered",
    async ({ path, body, stream }) => {
      const response = await app.request(path, jsonRequest({ ...body, stream }));
      const told = await response.text();
      expect(response.status).toBe(200);
      expect(told).toContain("tool call validation");
      expect(told).not.toMatch(/call_1|city\W+7/);
    },
  );

  it("delivers a valid call on each", async () => {
    const right = { tool_calls: [{ id: "call_1", name: "get_weather", arguments: { city: "Paris" } }] };
    const fine = gatewayOf(scripted({ replies: [right] }, RAILS));
    for (const [path, body] of Object.entries(bodies)) {
      const told = await (await fine.request(path, jsonRequest({ ...body, stream: false }))).text();
      expect(told).toContain("Paris");
    }
  });

  it("uses the tools that are passed with another provider's answer", async () => {
    const rails = new LLMRails(RailsConfig.fromObject({ rails: RAILS }));
    const upstream = (): Response =>
      Response.json({
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: null, tool_calls: [call("now", "{}")] },
            finish_reason: "tool_calls",
          },
        ],
      });
    const guarded = await (await rails.guardResponse(upstream(), { tools: TOOLS })).text();
    expect(guarded).toContain('"now"');
    expect(await (await rails.guardResponse(upstream())).text()).toContain("tool call validation");
  });
});

describe("tool result validation", () => {
  const asked: ChatMessage = { role: "user", content: "How is it?" };
  const turn: ChatMessage = {
    role: "assistant",
    content: null,
    tool_calls: [call("get_weather", "{}"), call("now", "{}", "call_2")],
  };
  const result = (id: string | undefined, more: object = {}): ChatMessage => ({
    role: "tool",
    content: "18 C",
    ...(id === undefined ? {} : { tool_call_id: id }),
    ...more,
  });

  const ask = async (...messages: readonly ChatMessage[]) => {
    const rails = new LLMRails(RailsConfig.fromObject({ rails: RAILS }), { llm: says("Fine.") });
    const { outcome } = await rails.generateAsync({ messages: [asked, turn, ...messages], options: {} });
    return [outcome.status, outcome.verdicts[0]?.label];
  };

  it("allows results for the calls of the turn before them, in any order", async () => {
    expect(await ask(result("call_2"), result("call_1", { name: "get_weather" }))).toEqual(["passed", undefined]);
    expect(await ask(result("call_1"), { role: "assistant", content: "It is fine." }, asked)).toEqual([
      "passed",
      undefined,
    ]);
  });

  it("allows an id that a later turn uses again", async () => {
    expect(await ask(result("call_1"), turn, result("call_1"))).toEqual(["passed", undefined]);
  });

  it.each([
    ["no id", [result(undefined)], "unknown_tool_call"],
    ["an id that nobody gave", [result("call_9")], "unknown_tool_call"],
    [
      "the id of an earlier turn",
      [{ role: "assistant", content: "Hm." } as const, result("call_1")],
      "unknown_tool_call",
    ],
    ["an id twice", [result("call_1"), result("call_1")], "duplicate_tool_result"],
    ["the name of another tool", [result("call_1", { name: "now" })], "tool_name_mismatch"],
    ["a wrong result in an earlier turn", [result("call_9"), turn, result("call_1")], "unknown_tool_call"],
  ])("blocks %s", async (_, messages, label) => {
    expect(await ask(...messages)).toEqual(["blocked", label]);
  });

  it("is used by the gateway", async () => {
    const app = gatewayOf(scripted({ replies: ["Fine."] }, RAILS));
    const response = await chat(app, { messages: [asked, turn, result("call_1"), result("call_1")] });
    expect(await response.text()).toContain("tool result validation");
  });
});
