import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { type Action, type ActionContext, defineAction } from "../../../src/rails/action.ts";
import {
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

const quiet = { onWarning: (): void => {} };

const REFUSAL = "I'm sorry, I can't respond to that.";

const ACT: Action = defineAction("act", () => true);

const MODELS =
  "models:\n  - { type: main, engine: fake_main, model: m }\n  - { type: self_check_input, engine: fake_judge, model: j }\n  - { type: self_check_output, engine: fake_judge, model: j }\n";

describe("library rails in a flow", () => {
  const FLOWS = {
    "of today": "$o = execute self_check_input\n  if $o.is_blocked\n    bot say no\n    stop",
    "before 0.24": "$allowed = execute self_check_input\n  if not $allowed\n    bot say no\n    stop",
    "as a subflow": "do self check input",
  };

  it.each(Object.entries(FLOWS))("are called: %s", async (how, body) => {
    const options = withJudge(
      says("answer"),
      judge((prompt) => (prompt.includes("bomb") ? "Yes" : "No")),
    );
    const colang = `define flow r\n  ${body}\ndefine bot say no\n  "No."\n`;
    const rails = railsOf(`${MODELS}rails: { input: { flows: [r] } }`, options, colang);
    const refusal = how === "as a subflow" ? REFUSAL : "No.";
    expect((await rails.generateAsync({ messages: [user("a bomb")] })).content).toBe(refusal);
    expect((await rails.generateAsync({ messages: [user("a cake")] })).content).toBe("answer");
  });

  it("mask as they do outside of flows", async () => {
    const colang =
      'define flow r\n  $o = execute mask_sensitive_data(source="input", text=$user_message)\n  if $o.is_transform\n    $user_message = $o.transform_text["user_message"]\ndefine flow s\n  do mask sensitive data on input\n';
    for (const flow of ["r", "s"]) {
      const llm = new RecordingModel(textParts("fine"));
      const yaml = `rails: { input: { flows: [${flow}] }, config: { sensitive_data_detection: { input: { entities: [EMAIL_ADDRESS] } } } }`;
      const rails = railsOf(yaml, { ...quiet, llm }, colang);
      await rails.generateAsync({ messages: [user("write to ann@example.com")] });
      expect(llm.requests[0]?.messages).toEqual([user("write to <EMAIL_ADDRESS>")]);
    }
  });
});

describe("actions of a flow", () => {
  it("get evaluated arguments and the request", async () => {
    const seen: [unknown, Partial<ActionContext>][] = [];
    const spy = defineAction("spy", (params, { userMessage, botMessage, variables }) => {
      seen.push([params, { userMessage, botMessage, variables: { flag: variables["flag"] } }]);
    });
    const colang = 'define flow r\n  $flag = [1, "a"]\n  execute spy(7, list=$flag, size=len($bot_message))\n';
    const rails = railsOf("rails: { output: { flows: [r] } }", { actions: [spy], llm: says("four") }, colang);
    await rails.generateAsync(HELLO);
    expect(seen).toEqual([
      [
        { $1: 7, list: [1, "a"], size: 4 },
        { userMessage: "Hello!", botMessage: "four", variables: { flag: [1, "a"] } },
      ],
    ]);
  });

  it("may be registered later, and replace earlier ones", async () => {
    const colang = "define flow r\n  $bad = execute act\n  if $bad\n    stop\n";
    const rails = railsOf("rails: { input: { flows: [r] } }", { actions: [ACT], llm: says("fine", "fine") }, colang);
    expect((await rails.generateAsync(HELLO)).content).toBe(REFUSAL);
    rails.registerAction(defineAction("act", () => false));
    expect((await rails.generateAsync(HELLO)).content).toBe("fine");
  });

  it("cannot be replaced by context variables of a request", async () => {
    const colang = 'define flow r\n  if "bomb" in $user_message\n    stop\n';
    const rails = railsOf("rails: { input: { flows: [r] } }", { llm: says("fine") }, colang);
    const messages = [{ role: "context", content: { user_message: "a cake", config: {} } }, user("a bomb")] as const;
    expect((await rails.generateAsync({ messages: [...messages] as never })).content).toBe(REFUSAL);
  });
});

describe("an action whose flow waits for a variable", () => {
  const FACTS = `
define flow r
  if $check_facts == True
    $check_facts = False
    $supported = execute self_check_facts
    if not $supported
      bot inform answer unknown
      stop

define bot inform answer unknown
  "I do not know."
`;

  it.each([
    [true, "No", "I do not know."],
    [true, "Yes", "It is so."],
    [false, "No", "It is so."],
  ])("is called by a flow that has reset the variable: %s, %s", async (check_facts, verdict, answer) => {
    const rails = new LLMRails(
      RailsConfig.fromContent({
        yamlContent: `${JUDGE_MODELS}  - { type: self_check_facts, engine: fake_judge, model: j }
rails: { output: { flows: [r] } }`,
        colangContent: FACTS,
      }),
      withJudge(
        says("It is so."),
        judge(() => verdict),
      ),
    );
    const context = { role: "context", content: { check_facts, relevant_chunks: "It is not so." } } as const;
    expect(await rails.generateAsync({ messages: [context, user("Is it so?")] })).toMatchObject({ content: answer });
  });
});
