import { describe, expect, it } from "vitest";
import type { PromptConfig } from "../../src/config/config-types.ts";
import { ConfigError } from "../../src/errors.ts";
import { checkJudgePrompt, judgeParser, taskName } from "../../src/prompts/task.ts";

const prompt = (task: string, content: string, outputParser?: string): PromptConfig => ({
  task,
  content,
  models: [],
  maxLength: 100,
  mode: "standard",
  ...(outputParser === undefined ? {} : { outputParser }),
});

describe("judgeParser", () => {
  it.each<[string, string, boolean, boolean?]>([
    ["self_check_input", "Yes", false],
    ["self_check_input", "No", true],
    ["self_check_output", "No, unsafe", false],
    ["content_safety_check_input $model=guard", "safe", true],
    ["self_check_facts", "Yes", true, true],
    ["self_check_facts", "No", false, true],
    ["self_check_facts", "Yes, but not all of it", false, true],
    ["self_check_facts", "", false, true],
    ["self_check_hallucination", "yes", true, true],
    ["self_check_hallucination", "no", false, true],
    ["my_task", "no", true],
  ])("for %s parses %j", (task, answer, allowed, yesAllows = false) => {
    expect(judgeParser(prompt(task, ""), { yesAllows })(answer).allowed).toBe(allowed);
  });

  it("inverts a custom parser for facts, and still blocks unreadable answers", () => {
    const verdict = (allowed: boolean, recognised: boolean) => () => ({ allowed, violations: [], recognised });
    const facts = prompt("self_check_facts", "{{ response }}", "mine");
    const read = (allowed: boolean, recognised: boolean): boolean =>
      judgeParser(facts, { yesAllows: true }, { mine: { kind: "verdict", parse: verdict(allowed, recognised) } })("")
        .allowed;
    expect([read(true, true), read(false, true), read(false, false)]).toEqual([false, true, false]);
  });
});

describe("checkJudgePrompt", () => {
  it.each([
    [
      prompt("self_check_output", "{{ bot_respons }}"),
      "bot_response",
      /never reads what it checks; write {{ bot_response }}/,
    ],
    [prompt("content_safety_check_input $model=guard", "hello"), "user_input", /write {{ user_input }}/],
    [prompt("self_check_input", "{{ user_input", undefined), "user_input", /not closed/],
    [prompt("self_check_input", "{{ user_input }}", "nope"), "user_input", /output parser "nope" is not known/],
  ])("rejects %j", (broken, subject, message) => {
    const task = { name: taskName(broken.task), variables: [], subject };
    expect(() => checkJudgePrompt(broken, task)).toThrow(ConfigError);
    expect(() => checkJudgePrompt(broken, task)).toThrow(message);
  });
});
