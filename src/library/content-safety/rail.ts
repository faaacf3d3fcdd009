import { CONTENT_SAFETY_INPUT, CONTENT_SAFETY_OUTPUT } from "../../prompts/tasks.ts";
import { taskWithModel } from "../../rails/judge.ts";
import type { CheckRail } from "../../rails/rail.ts";
import type { RailFactory, RailSetup } from "../../rails/rail-factory.ts";
import { botText, judgeDecision } from "../../rails/judge-decision.ts";

/** The task as prompts name it: with the model of the flow. */
const taskOf = (name: string, { params, judges }: RailSetup): string => {
  const task = taskWithModel(name, params);
  judges.check(task);
  return task;
};

/** Reasoning of a safety model is not asked for: it would be paid for per window. */
const NO_REASONING = { reasoning_enabled: false };

/** `content safety check input $model=…`: a safety model judges the user's message. */
export const contentSafetyInput: RailFactory = (setup): CheckRail => {
  const task = taskOf(CONTENT_SAFETY_INPUT, setup);
  return {
    name: setup.flow,
    reads: "whole",
    check: async ({ text }, { judge }) => judgeDecision(await judge(task, { user_input: text, ...NO_REASONING })),
  };
};

/** `content safety check output $model=…`: a safety model judges the bot's text, window by window on a stream. */
export const contentSafetyOutput: RailFactory = (setup): CheckRail => {
  const task = taskOf(CONTENT_SAFETY_OUTPUT, setup);
  return {
    name: setup.flow,
    reads: "window",
    check: async (input, { judge, userMessage }) =>
      judgeDecision(await judge(task, { user_input: userMessage, bot_response: botText(input), ...NO_REASONING })),
  };
};
