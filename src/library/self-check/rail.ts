import { SELF_CHECK_INPUT, SELF_CHECK_OUTPUT } from "../../prompts/tasks.ts";
import { taskWithModel } from "../../rails/judge.ts";
import type { CheckRail } from "../../rails/rail.ts";
import type { RailFactory } from "../../rails/rail-factory.ts";
import { botText, judgeDecision } from "../../rails/judge-decision.ts";

/** `self check input`: a model is asked whether the user's message may pass. */
export const selfCheckInput: RailFactory = ({ flow, params, judges }): CheckRail => {
  const task = taskWithModel(SELF_CHECK_INPUT, params);
  judges.check(task);
  return {
    name: flow,
    reads: "whole",
    async check({ text }, { judge }) {
      return judgeDecision(await judge(task, { user_input: text }));
    },
  };
};

/** `self check output`: a model is asked whether what the bot says may pass, window by window on a stream. */
export const selfCheckOutput: RailFactory = ({ flow, params, judges }): CheckRail => {
  const task = taskWithModel(SELF_CHECK_OUTPUT, params);
  judges.check(task);
  return {
    name: flow,
    reads: "window",
    async check(input, { judge, userMessage }) {
      const thinking = input.channel === "reasoning" ? input.text : "";
      const variables = { user_input: userMessage, bot_response: botText(input), bot_thinking: thinking };
      return judgeDecision(await judge(task, variables));
    },
  };
};
