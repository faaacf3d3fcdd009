import { describe, expect, it } from "vitest";
import { defineAction } from "../../../src/rails/action.ts";
import { toolCall } from "../../streams/parts.ts";
import {
  assistant,
  collect,
  finish,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  says,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";

describe("generation options", () => {
  const yaml = `${JUDGE_MODELS}
rails:
  config: { regex_detection: { input: { patterns: [Hello] }, output: { patterns: [secret] } } }
  input: { flows: [regex check input] }
  output: { flows: [self check output, regex check output], streaming: { enabled: true } }`;
  const rails = railsOf(
    yaml,
    withJudge(
      says("a secret"),
      judge(() => "No"),
    ),
  );
  const outcomeOf = async (options: object): Promise<string> => {
    const stream = rails.streamAsync({ ...HELLO, options });
    await collect(stream);
    const { status, rail } = await stream.outcome;
    const held = await rails.generateAsync({ ...HELLO, options });
    expect(held.outcome.status).toBe(status);
    return rail ?? status;
  };

  it.each<[object, string]>([
    [{}, "regex check input"],
    [{ rails: { input: false } }, "regex check output"],
    [{ rails: { input: [] } }, "regex check output"],
    [{ rails: ["output", "dialog"] }, "regex check output"],
    [{ rails: ["input"] }, "regex check input"],
    [{ rails: [] }, "passed"],
    [{ rails: { input: false, output: false } }, "passed"],
    [{ rails: { input: false, output: ["self check output"] } }, "passed"],
    [{ rails: { input: false, output: ["regex check output"] } }, "regex check output"],
    [{ rails: { input: undefined, output: null } }, "regex check input"],
    [{ rails: null, log: null, llm_params: null }, "regex check input"],
  ])("%j leaves %s", async (options, expected) => {
    expect(await outcomeOf(options)).toBe(expected);
  });

  it.each<[string, object | readonly string[]]>([
    ["a list", ["input", "output", "dialog", "tool_result"]],
    ["an object", { tool_call: false }],
    ["an object of lists", { tool_call: [] }],
  ])("switches rails of tools under the names of NeMo Guardrails 0.25, in %s", async (_, switched) => {
    const model = new RecordingModel([toolCall("{}", { id: "1", name: "f" }), finish()]);
    const own = railsOf("rails: { tool_output: { flows: [tool call validation] } }", { llm: model });
    const ask = async (options: object) => (await own.generateAsync({ ...HELLO, options })).outcome.status;
    expect(await ask({})).toBe("blocked");
    expect(await ask({ rails: switched })).toBe("passed");
  });

  it.each<[unknown, string]>([
    [{ tool_call: true, tool_output: false }, "switched twice"],
    ["input", "a list of categories"],
    [["inptu"], 'Unknown rail category "inptu"'],
  ])("rejects the switches %j", async (switched, message) => {
    const options = { rails: switched as never };
    await expect(rails.generateAsync({ ...HELLO, options })).rejects.toThrow(message);
  });

  it("rejects a list with an unknown rail, since the intended rail would be off", async () => {
    const options = { rails: { output: ["regex chek output"] } };
    await expect(rails.generateAsync({ ...HELLO, options })).rejects.toThrow("did you mean `regex check output`?");
  });

  it("passes llm_params to the main call only", async () => {
    const model = new RecordingModel(textParts("x"));
    const judged: unknown[] = [];
    const own = railsOf(
      `${JUDGE_MODELS}rails: { input: { flows: [self check input] } }`,
      withJudge(
        model,
        judge((_prompt, { params }) => (judged.push(params), "No")),
      ),
    );
    await own.generateAsync({ ...HELLO, options: { llm_params: { temperature: 0.7, top_p: 0.5 } } });
    expect(model.requests[0]?.params).toEqual({ temperature: 0.7, top_p: 0.5 });
    expect(judged).toEqual([{ temperature: 0.001, max_tokens: 1024 }]);
  });

  it.each([["STOP"], [["nothing", "STOP"]]])(
    "cuts at the stop sequence %j, even if the provider does not",
    async (stop) => {
      const options = { llm_params: { stop } };
      const model = new RecordingModel(textParts("before STOP after"));
      const own = railsOf("", { llm: model });
      expect((await own.generateAsync({ ...HELLO, options })).response).toEqual([assistant("before ")]);
      expect((await collect(own.streamAsync({ ...HELLO, options }))).join("")).toBe("before ");
      expect(model.cancels.length).toBe(2);
      expect(model.requests[0]?.params).toEqual({ stop });
    },
  );

  it("returns output_vars: all or the named ones", async () => {
    const input = { messages: [{ role: "context", content: { city: "Paris" } } as const, user("Hi")] };
    const own = railsOf("", { llm: says("x") });
    const all = await own.generateAsync({ ...input, options: { output_vars: true } });
    expect(all.output_data).toEqual({ city: "Paris", user_message: "Hi", bot_message: "x" });
    const some = await own.generateAsync({ ...input, options: { output_vars: ["city", "constructor"] } });
    expect(some.output_data).toEqual({ city: "Paris", constructor: null });
    expect((await own.generateAsync({ ...input, options: {} })).output_data).toBeUndefined();
  });

  it("returns llm_output and reasoning", async () => {
    const own = railsOf("", { llm: says({ content: "x", reasoning: "hm" }) });
    const response = await own.generateAsync({ ...HELLO, options: { llm_output: true } });
    expect(response).toMatchObject({
      reasoning_content: "hm",
      llm_output: { id: "scripted", model: "scripted", finish_reason: "stop" },
    });
  });

  it("does not let context variables replace the text under check", async () => {
    const seen: string[] = [];
    const own = railsOf(`${JUDGE_MODELS}rails: { output: { flows: [self check output, act] } }`, {
      ...withJudge(
        says("real text"),
        judge((prompt) => (seen.push(prompt), "No")),
      ),
      actions: [defineAction("act", (_params, { botMessage }) => (seen.push(botMessage), true))],
    });
    const content = { bot_message: "harmless", bot_response: "harmless", skip_output_rails: true, nonce: "guess" };
    await own.generateAsync({ messages: [{ role: "context", content }, user("Hi")] });
    expect(seen).toHaveLength(2);
    for (const text of seen) expect(text).toContain("real text");
    expect(seen.join()).not.toMatch(/harmless|guess/);
  });
});
