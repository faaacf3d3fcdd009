import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { isSwitchedOnFor } from "../../rails/bot-text.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import { evidenceOf } from "../../rails/request/retrieval.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { FACTS_PROMPT } from "./prompt.ts";

const TASK: TaskSpec = {
  name: "self_check_facts",
  variables: ["evidence", "response"],
  subject: "response",
  yesAllows: true,
  prompt: FACTS_PROMPT,
};

/**
 * A judge checks whether the retrieved chunks support the answer. As in NeMo Guardrails, it runs for requests with
 * `check_facts: true` in their context, and answers without `relevant_chunks` pass.
 */
export const selfCheckFacts: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "self check facts": { groups: ["output"], reads: "whole", task: TASK, exception: "FactCheckRailException" },
  },
  create: ({ flow }) => ({
    name: flow,
    reads: "whole",
    async check(input, context) {
      const evidence = evidenceOf(context.variables);
      if (!isSwitchedOnFor("check_facts", input, context) || evidence === "") return { outcome: "allow" };
      return judgeDecision(flow, await context.judge(TASK.name, { evidence, response: input.text }));
    },
  }),
});
