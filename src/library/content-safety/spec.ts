import { flag, mapping, optional, strictAsWritten } from "../../config/schema/schema-parts.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { botText, judgeDecision } from "../../rails/judge-decision.ts";
import { taskWithModel } from "../../rails/judge.ts";
import type { CheckRail } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";

const INPUT: TaskSpec = {
  name: "content_safety_check_input",
  variables: ["user_input", "reasoning_enabled"],
  subject: "user_input",
  perModel: true,
};

const OUTPUT: TaskSpec = {
  name: "content_safety_check_output",
  variables: ["user_input", "bot_response", "reasoning_enabled"],
  subject: "bot_response",
  perModel: true,
};

/** Reasoning of a safety model is not asked for: it would be paid for per window. */
const NO_REASONING = { reasoning_enabled: false };

type Setup = RailSetup<Record<string, unknown>>;

const inputRail = ({ flow, params }: Setup): CheckRail => {
  const task = taskWithModel(INPUT.name, params);
  return {
    name: flow,
    reads: "whole",
    check: async ({ text }, { judge }) => judgeDecision(await judge(task, { user_input: text, ...NO_REASONING })),
  };
};

const outputRail = ({ flow, params }: Setup): CheckRail => {
  const task = taskWithModel(OUTPUT.name, params);
  return {
    name: flow,
    reads: "window",
    check: async (input, { judge, userMessage }) =>
      judgeDecision(await judge(task, { user_input: userMessage, bot_response: botText(input), ...NO_REASONING })),
  };
};

/** A safety model, named by the flow, judges the user's message or the bot's text. */
export const contentSafety: AnyRailSpec = defineRailSpec({
  flows: {
    "content safety check input": { groups: ["input"], reads: "whole", task: INPUT },
    "content safety check output": { groups: ["output"], reads: "window", task: OUTPUT },
  },
  settings: {
    key: "content_safety",
    schema: strictAsWritten({
      multilingual: optional(strictAsWritten({ enabled: optional(flag), refusal_messages: optional(mapping) })),
      reasoning: optional(strictAsWritten({ enabled: optional(flag) })),
    }),
  },
  params: ["model"],
  create: (setup) => (setup.group === "input" ? inputRail(setup) : outputRail(setup)),
});
