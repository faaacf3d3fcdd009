import { isSafe } from "../../prompts/output-parsers.ts";
import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { botText } from "../../rails/bot-text.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";

const MODEL_TYPE = "llama_guard";

const INPUT: TaskSpec = {
  name: "llama_guard_check_input",
  variables: ["user_input"],
  subject: "user_input",
  modelType: MODEL_TYPE,
  parse: isSafe,
};

const OUTPUT: TaskSpec = {
  name: "llama_guard_check_output",
  variables: ["user_input", "bot_response"],
  subject: "bot_response",
  modelType: MODEL_TYPE,
  parse: isSafe,
};

const inputRail = (name: string): CheckRail => ({
  name,
  reads: "whole",
  check: async ({ text }, { judge }) => judgeDecision(name, await judge(INPUT.name, { user_input: text })),
});

const outputRail = (name: string): CheckRail => ({
  name,
  reads: "window",
  check: async (input, { judge, userMessage }) =>
    judgeDecision(name, await judge(OUTPUT.name, { user_input: userMessage, bot_response: botText(input) })),
});

/** The model of type `llama_guard` judges the user's message or the bot's text. */
export const llamaGuard: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "llama guard check input": {
      groups: ["input"],
      reads: "whole",
      task: INPUT,
      exception: "LlamaGuardInputRailException",
    },
    "llama guard check output": {
      groups: ["output"],
      reads: "window",
      task: OUTPUT,
      exception: "LlamaGuardOutputRailException",
    },
  },
  create: ({ group, flow }) => (group === "input" ? inputRail(flow) : outputRail(flow)),
});
