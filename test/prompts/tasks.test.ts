import { describe, expect, it } from "vitest";
import type { PromptConfig } from "../../src/config/config-types.ts";
import { ConfigError } from "../../src/errors.ts";
import { DEFAULT_PROMPTS } from "../../src/prompts/default-prompts.ts";
import { checkJudgePrompt, judgeParser, taskDefinition } from "../../src/prompts/tasks.ts";

const prompt = (task: string, content: string, outputParser?: string): PromptConfig => ({
  task,
  content,
  models: [],
  maxLength: 100,
  mode: "standard",
  ...(outputParser === undefined ? {} : { outputParser }),
});

describe("judgeParser", () => {
  it.each([
    ["self_check_input", "Yes", false],
    ["self_check_input", "No", true],
    ["self_check_output", "No, unsafe", false],
    ["content_safety_check_input $model=guard", "safe", true],
    ["self_check_facts", "Yes", true],
    ["self_check_facts", "No", false],
    ["self_check_facts", "Yes, but not all of it", false],
    ["self_check_facts", "", false],
    ["self_check_hallucination", "yes", true],
    ["self_check_hallucination", "no", false],
    ["my_task", "no", true],
  ])("for %s reads %j", (task, answer, allowed) => {
    expect(judgeParser(prompt(task, ""))(answer).allowed).toBe(allowed);
  });

  it("turns a custom parser round for facts, and still blocks what it cannot read", () => {
    const verdict = (allowed: boolean, recognised: boolean) => () => ({ allowed, violations: [], recognised });
    const facts = prompt("self_check_facts", "{{ response }}", "mine");
    const read = (allowed: boolean, recognised: boolean): boolean =>
      judgeParser(facts, { mine: { kind: "verdict", parse: verdict(allowed, recognised) } })("").allowed;
    expect([read(true, true), read(false, true), read(false, false)]).toEqual([false, true, false]);
  });
});

describe("checkJudgePrompt", () => {
  it.each(DEFAULT_PROMPTS.map((one) => [one.task, one] as const))(
    "accepts the built-in prompt for %s",
    (_task, one) => {
      expect(() => checkJudgePrompt(one)).not.toThrow();
    },
  );

  it.each([
    [prompt("self_check_output", "{{ bot_respons }}"), /never reads what it checks; write {{ bot_response }}/],
    [prompt("content_safety_check_input $model=guard", "hello"), /write {{ user_input }}/],
    [prompt("self_check_input", "{{ user_input", undefined), /not closed/],
    [prompt("self_check_input", "{{ user_input }}", "nope"), /output parser "nope" is not known/],
  ])("refuses %j", (broken, message) => {
    expect(() => checkJudgePrompt(broken)).toThrow(ConfigError);
    expect(() => checkJudgePrompt(broken)).toThrow(message);
  });
});

it("taskDefinition names the variables of a task and knows no others", () => {
  expect(taskDefinition("self_check_output")?.variables).toEqual(["user_input", "bot_response", "bot_thinking"]);
  expect(taskDefinition("constructor")).toBeUndefined();
});
