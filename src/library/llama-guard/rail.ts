import { LLAMA_GUARD_INPUT, LLAMA_GUARD_OUTPUT } from "../../prompts/tasks.ts";
import type { CheckRail } from "../../rails/rail.ts";
import type { RailFactory } from "../../rails/rail-factory.ts";
import { botText, judgeDecision } from "../../rails/judge-decision.ts";

/** `llama guard check input`: the model of type `llama_guard` judges the user's message. */
export const llamaGuardInput: RailFactory = ({ flow, judges }): CheckRail => {
  judges.check(LLAMA_GUARD_INPUT);
  return {
    name: flow,
    reads: "whole",
    check: async ({ text }, { judge }) => judgeDecision(await judge(LLAMA_GUARD_INPUT, { user_input: text })),
  };
};

/** `llama guard check output`: the model of type `llama_guard` judges the bot's text, window by window on a stream. */
export const llamaGuardOutput: RailFactory = ({ flow, judges }): CheckRail => {
  judges.check(LLAMA_GUARD_OUTPUT);
  return {
    name: flow,
    reads: "window",
    check: async (input, { judge, userMessage }) =>
      judgeDecision(await judge(LLAMA_GUARD_OUTPUT, { user_input: userMessage, bot_response: botText(input) })),
  };
};
