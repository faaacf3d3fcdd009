import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { taskOf } from "../../rails/task-names.ts";
import { topicAnswer } from "./answer.ts";
import { withConversation } from "./conversation.ts";

const INPUT: TaskSpec = {
  name: "topic_safety_check_input",
  variables: ["user_input"],
  perModel: true,
  parse: topicAnswer,
  compose: withConversation,
};

/**
 * A topic control model, named by the flow, gets the guidelines of the prompt and the conversation, and decides whether
 * the user's message is on topic. NeMo Guardrails allows everything that is not exactly `off-topic`; here any other
 * answer than the two is a failure of the rail.
 */
export const topicSafety: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "topic safety check input": {
      groups: ["input"],
      reads: "whole",
      task: INPUT,
      exception: "TopicSafetyCheckInputException",
    },
  },
  params: ["model"],
  create: ({ flow, params }) => {
    const task = taskOf(INPUT.name, params);
    return {
      name: flow,
      reads: "whole",
      check: async ({ text }, { judge }) => judgeDecision(flow, await judge(task, { user_input: text })),
    };
  },
});
