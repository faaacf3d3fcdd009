import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { finish, toolCall } from "../../streams/parts.ts";
import { judge, RecordingModel } from "../../support/engine.ts";

const PATTERNS = {
  regex_detection: { tool_output: { patterns: ["(?i)drop table"] }, tool_input: { patterns: ["4111 ?1111"] } },
};

const yaml = (rails: object, more: object = {}): RailsConfig =>
  RailsConfig.fromObject({ rails: { ...rails, config: PATTERNS }, ...more });

const callOf = (name: string | undefined, args: string): RecordingModel =>
  new RecordingModel([toolCall(args, { id: "1", ...(name === undefined ? {} : { name }) }), finish()]);

const answer = async (config: RailsConfig, name: string | undefined, args: string) => {
  const { outcome } = await new LLMRails(config, { llm: callOf(name, args) }).generateAsync({
    prompt: "?",
    options: {},
  });
  return outcome;
};

describe("per_tool of tool_output", () => {
  const config = yaml({ tool_output: { per_tool: { run_sql: ["regex check tool call $argument=query"] } } });

  it.each([
    ["run_sql", '{"query":"DROP TABLE a"}', "blocked"],
    ["run_sql", '{"query":"\\u0064rop table a"}', "blocked"],
    ["run_sql", '{"query":"select 1"}', "passed"],
    ["run_sql", '{"note":"drop table"}', "passed"],
    ["run_sql", '{"query":["drop table"]}', "blocked"],
    ["run_sql", '{"query":"drop', "blocked"],
    ["search", '{"query":"drop table"}', "passed"],
    [undefined, '{"query":"select 1"}', "blocked"],
  ])("%s with %s: %s", async (name, args, status) => {
    const outcome = await answer(config, name, args);
    expect(outcome.status).toBe(status);
    if (status === "blocked") expect(outcome.rail).toBe("regex check tool call $argument=query");
  });

  it("checks all arguments unescaped if the flow names none", async () => {
    const all = yaml({ tool_output: { per_tool: { run_sql: ["regex check tool output"] } } });
    expect((await answer(all, "run_sql", '{"a":{"b":"\\u0064rop table"}}')).status).toBe("blocked");
  });

  it("combines with flows for all tools, and supports the names of NeMo 0.25", async () => {
    const both = yaml({
      tool_call: { flows: ["tool call validation"], per_tool: { run_sql: ["regex check tool call"] } },
    });
    expect((await answer(both, "search", "{}")).rail).toBe("tool call validation");
    const llm = callOf("run_sql", '{"q":"drop table"}');
    const options = {
      llm_params: { tools: [{ function: { name: "run_sql", parameters: { properties: { q: {} } } } }] },
    };
    const { outcome } = await new LLMRails(both, { llm }).generateAsync({ prompt: "?", options });
    expect(outcome.rail).toBe("regex check tool call");
  });

  it("masks only the arguments of its tool", async () => {
    const masking = yaml({ tool_output: { per_tool: { run_sql: ["regex redact tool call"] } } });
    const [own, other] = await Promise.all([
      answer(masking, "run_sql", '{"q":"drop table a"}'),
      answer(masking, "search", '{"q":"drop table a"}'),
    ]);
    expect([own.status, other.status]).toEqual(["modified", "passed"]);
  });

  it("accepts options per flow, and custom rails", async () => {
    const watched = yaml({
      tool_output: { per_tool: { run_sql: ["no deletes"] }, options: { "no deletes": { mode: "monitor" } } },
    });
    const rails = [defineRail({ name: "no deletes", reads: "whole", check: () => ({ outcome: "block" }) })];
    const run = new LLMRails(watched, { llm: callOf("run_sql", "{}"), rails });
    const { outcome } = await run.generateAsync({ prompt: "?", options: {} });
    expect(outcome.verdicts).toMatchObject([{ rail: "no deletes", enforced: false }]);
  });

  it.each([
    [{ tool_output: { per_tool: { run_sql: ["regex chek tool call"] } } }, "does not exist"],
    [{ tool_output: { per_tool: { run_sql: ["regex check tool result"] } } }, "tool_input"],
    [{ tool_input: { per_tool: { run_sql: ["regex check tool result $argument=a"] } } }, "has no arguments"],
    [{ tool_output: { per_tool: ["regex check tool call"] } }, "expected a list"],
    [{ input: { per_tool: {} } }, "per_tool"],
  ])("rejects %j", (rails, message) => {
    expect(() => new LLMRails(yaml(rails))).toThrow(message);
  });

  it("of combined configs runs the rails of each config for a tool", async () => {
    const one = yaml({ tool_output: { per_tool: { run_sql: ["regex check tool call"] } } });
    const other = yaml({ tool_output: { flows: ["tool call validation"] } });
    const combined = RailsConfig.combine([other, one]);
    const tools = [{ function: { name: "run_sql", parameters: { properties: { q: {} } } } }];
    const llm = callOf("run_sql", '{"q":"drop table"}');
    const { outcome } = await new LLMRails(combined, { llm }).generateAsync({
      prompt: "?",
      options: { llm_params: { tools } },
    });
    expect(outcome.rail).toBe("regex check tool call");
  });
});

describe("per_tool of tool_input", () => {
  const conversation = (name: string, content: string, id = "1"): readonly ChatMessage[] => [
    { role: "user", content: "?" },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "1", type: "function", function: { name, arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: id, content },
  ];
  const config = yaml({ tool_input: { per_tool: { run_sql: ["regex check tool result"] } } });

  it.each([
    ["run_sql", "card 4111 1111", "1", "blocked"],
    ["run_sql", "no card", "1", "passed"],
    ["search", "card 4111 1111", "1", "passed"],
    ["search", "no card", "9", "blocked"],
  ])("the result of %s, %s, for call %s: %s", async (name, content, id, status) => {
    const rails = new LLMRails(config, { llm: new RecordingModel([finish()]) });
    const { outcome } = await rails.generateAsync({ messages: conversation(name, content, id), options: {} });
    expect(outcome.status).toBe(status);
  });
});

describe("tool safety check", () => {
  const config = yaml(
    {
      tool_output: { per_tool: { run_sql: ["tool safety check output $model=guard $variant=sql $argument=query"] } },
      tool_input: { per_tool: { run_sql: ["tool safety check input $model=guard $variant=sql"] } },
    },
    {
      models: [{ type: "guard", engine: "fake", model: "g" }],
      prompts: [
        {
          task: "tool_safety_check_output $model=guard $variant=sql",
          content: "{{ tool_name }}: {{ tool_call_arguments }}",
        },
        {
          task: "tool_safety_check_input $model=guard $variant=sql",
          content: "{{ tool_name }} said {{ tool_result_content }}",
        },
      ],
    },
  );

  it("sends the judge one argument of a call, and a result", async () => {
    const asked: string[] = [];
    const guard = judge((prompt) => {
      asked.push(prompt);
      return prompt.includes("payroll") ? "unsafe: payroll" : "safe";
    });
    const options = { llm: callOf("run_sql", '{"query":"from payroll","key":"k"}'), engines: { fake: () => guard } };
    const { outcome } = await new LLMRails(config, options).generateAsync({
      messages: [
        { role: "user", content: "?" },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "1", type: "function", function: { name: "run_sql", arguments: "{}" } }],
        },
        { role: "tool", tool_call_id: "1", content: "3 rows" },
      ],
      options: {},
    });
    expect(asked).toEqual(["run_sql said 3 rows", "run_sql: from payroll"]);
    expect(outcome).toMatchObject({ status: "blocked", reason: "payroll" });
  });
});
