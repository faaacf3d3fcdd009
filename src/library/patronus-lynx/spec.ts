import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { isSpoken } from "../../rails/bot-text.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import { evidenceOf } from "../../rails/request/retrieval.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { ANSWER_UNKNOWN } from "../shared/bot-words.ts";
import { lynxAnswer } from "./answer.ts";

const TASK: TaskSpec = {
  name: "patronus_lynx_check_output_hallucination",
  variables: ["user_input", "bot_response", "provided_context"],
  subject: "bot_response",
  modelType: "patronus_lynx",
  parse: lynxAnswer,
};

/**
 * Patronus' Lynx model decides whether the answer follows from the retrieved chunks. As in NeMo Guardrails, an answer
 * without `relevant_chunks` passes.
 */
export const patronusLynx: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "patronus lynx check output hallucination": {
      groups: ["output"],
      reads: "whole",
      task: TASK,
      refusal: ANSWER_UNKNOWN,
      exception: "PatronusAIHallucinationException",
    },
  },
  create: ({ flow }) => ({
    name: flow,
    reads: "whole",
    async check(input, { judge, userMessage, variables }) {
      const provided = evidenceOf(variables);
      if (!isSpoken(input) || provided.trim() === "") return { outcome: "allow" };
      const question = { user_input: userMessage, bot_response: input.text, provided_context: provided };
      return judgeDecision(flow, await judge(TASK.name, question));
    },
  }),
});
