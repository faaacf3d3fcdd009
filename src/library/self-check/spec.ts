import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { botText } from "../../rails/bot-text.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { taskOf } from "../../rails/task-names.ts";
import { INPUT_PROMPT, OUTPUT_PROMPT } from "./prompts.ts";

const INPUT: TaskSpec = {
  name: "self_check_input",
  variables: ["user_input"],
  subject: "user_input",
  prompt: INPUT_PROMPT,
};

const OUTPUT: TaskSpec = {
  name: "self_check_output",
  variables: ["user_input", "bot_response", "bot_thinking"],
  subject: "bot_response",
  prompt: OUTPUT_PROMPT,
};

const inputRail = ({ flow, params }: RailSetup<undefined>): CheckRail => ({
  name: flow,
  reads: "whole",
  check: async ({ text }, { judge }) =>
    judgeDecision(flow, await judge(taskOf(INPUT.name, params), { user_input: text })),
});

const outputRail = ({ flow, params }: RailSetup<undefined>): CheckRail => ({
  name: flow,
  reads: "window",
  async check(input, { judge, userMessage }) {
    const thinking = input.channel === "reasoning" ? input.text : "";
    const variables = { user_input: userMessage, bot_response: botText(input), bot_thinking: thinking };
    return judgeDecision(flow, await judge(taskOf(OUTPUT.name, params), variables));
  },
});

/**
 * A judge checks the user's message or the bot's text. With `$variant=x` it uses the prompt of the task
 * `self_check_input $variant=x`, so that a config can have several checks, and the model of type `x`, if there is one.
 */
export const selfCheck: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "self check input": { groups: ["input"], reads: "whole", task: INPUT },
    "self check output": { groups: ["output"], reads: "window", task: OUTPUT },
  },
  params: ["model", "variant"],
  create: (setup) => (setup.group === "input" ? inputRail(setup) : outputRail(setup)),
});
