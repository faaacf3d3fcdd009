import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { botText } from "../../rails/bot-text.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import type { CheckRail, RailDecision } from "../../rails/rail.ts";
import { type AnyRailSpec, defineRailSpec, type RailSetup } from "../../rails/spec.ts";
import { taskOf } from "../../rails/task-names.ts";
import { refusalFor } from "./refusals.ts";
import { type ContentSafetySettings, contentSafetySettings } from "./settings.ts";

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

type Setup = RailSetup<ContentSafetySettings>;

/** Adds the refusal in the user's language to a block, if the config enables that. */
const inLanguage = (decision: RailDecision, userText: string, { refusals }: ContentSafetySettings): RailDecision =>
  decision.outcome === "block" && refusals !== undefined
    ? { ...decision, refusal: refusalFor(userText, refusals) }
    : decision;

const inputRail = ({ flow, params, settings }: Setup): CheckRail => {
  const task = taskOf(INPUT.name, params);
  return {
    name: flow,
    reads: "whole",
    async check({ text }, { judge }) {
      const variables = { user_input: text, reasoning_enabled: settings.reasoning };
      return inLanguage(judgeDecision(flow, await judge(task, variables)), text, settings);
    },
  };
};

const outputRail = ({ flow, params, settings }: Setup): CheckRail => {
  const task = taskOf(OUTPUT.name, params);
  return {
    name: flow,
    reads: "window",
    async check(input, { judge, userMessage }) {
      const texts = { user_input: userMessage, bot_response: botText(input) };
      const verdict = await judge(task, { ...texts, reasoning_enabled: settings.reasoning });
      return inLanguage(judgeDecision(flow, verdict), userMessage, settings);
    },
  };
};

/** A safety model, named by the flow, checks the user's message or the bot's text. */
export const contentSafety: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "content safety check input": {
      groups: ["input"],
      reads: "whole",
      task: INPUT,
      exception: "ContentSafetyCheckInputException",
    },
    "content safety check output": {
      groups: ["output"],
      reads: "window",
      task: OUTPUT,
      // As NeMo Guardrails spells it.
      exception: "ContentSafetyCheckOuputException",
    },
  },
  settings: { key: "content_safety", schema: contentSafetySettings },
  params: ["model"],
  create: (setup) => (setup.group === "input" ? inputRail(setup) : outputRail(setup)),
});
