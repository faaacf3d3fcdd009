import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { isSwitchedOnFor } from "../../rails/bot-text.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import type { CheckRail, RailContext, RailDecision } from "../../rails/rail.ts";
import { type AnyRailSpec, type BotWords, defineRailSpec } from "../../rails/spec.ts";
import { ANSWER_UNKNOWN, wordsOf } from "../shared/bot-words.ts";
import { HALLUCINATION_PROMPT } from "./prompt.ts";

const TASK: TaskSpec = {
  name: "self_check_hallucination",
  variables: ["statement", "paragraph"],
  subject: "statement",
  yesAllows: true,
  prompt: HALLUCINATION_PROMPT,
};

/** Additional answers to generate. Each costs as much as the first. */
const SAMPLES = 2;

const WARNING: BotWords = {
  name: "inform answer prone to hallucination",
  text: "This answer may be made up: please check it against another source.",
};

/** Generates further answers to the question, and lets a judge compare them with the statement. */
const compare = async (flow: string, statement: string, context: RailContext): Promise<RailDecision> => {
  const answers = await context.resample(TASK.name, SAMPLES);
  return judgeDecision(flow, await context.judge(TASK.name, { statement, paragraph: answers.join(". ") }));
};

const blocking = (flow: string): CheckRail => ({
  name: flow,
  reads: "whole",
  timeoutMs: 60_000,
  async check(input, context) {
    if (!isSwitchedOnFor("check_hallucination", input, context)) return { outcome: "allow" };
    return compare(flow, input.text, context);
  },
});

const warning = (flow: string): CheckRail => ({
  name: flow,
  reads: "whole",
  transforms: true,
  timeoutMs: 60_000,
  async check(input, context) {
    if (!isSwitchedOnFor("hallucination_warning", input, context)) return { outcome: "allow" };
    if ((await compare(flow, input.text, context)).outcome !== "block") return { outcome: "allow" };
    return {
      outcome: "transform",
      text: `${input.text}\n${wordsOf(context.config, WARNING)}`,
      reason: "other answers disagree",
    };
  },
});

/**
 * The main model answers again, and a judge decides whether those answers agree with the first one, since invented
 * facts change from one answer to the next. As in NeMo Guardrails, a request enables it by `check_hallucination: true`,
 * or by `hallucination_warning: true` for a warning after the answer instead of a block.
 */
export const hallucination: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "self check hallucination": {
      groups: ["output"],
      reads: "whole",
      task: TASK,
      refusal: ANSWER_UNKNOWN,
      exception: "SelfCheckHallucinationRailException",
    },
    "hallucination warning": { groups: ["output"], reads: "whole", rewrites: true, task: TASK },
  },
  create: ({ flow, name }) => (name === "hallucination warning" ? warning(flow) : blocking(flow)),
});
