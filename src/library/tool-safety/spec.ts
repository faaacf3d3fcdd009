import { prompting } from "../../prompts/prompting.ts";
import type { TaskSpec } from "../../prompts/task.ts";
import { judgeDecision } from "../../rails/judge-decision.ts";
import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { taskOf } from "../../rails/task-names.ts";

const CALL: TaskSpec = {
  name: "tool_safety_check_output",
  variables: ["tool_name", "tool_call_arguments"],
  subject: "tool_call_arguments",
  perModel: true,
};

const RESULT: TaskSpec = {
  name: "tool_safety_check_input",
  variables: ["tool_name", "tool_result_content"],
  subject: "tool_result_content",
  perModel: true,
};

/**
 * A judge, named by the flow, checks the arguments of a tool's calls, or its results, by a prompt of the config, one
 * per tool with `$variant=…`. For use in `per_tool`. The variables are those that NeMo Guardrails documents under "Tool
 * Safety Check".
 */
export const toolSafety: AnyRailSpec = defineRailSpec({
  prompting,
  flows: {
    "tool safety check output": { groups: ["toolOutput"], reads: "whole", task: CALL },
    "tool safety check input": { groups: ["toolInput"], reads: "whole", task: RESULT },
  },
  params: ["model", "variant"],
  create: ({ flow, group, params }) => ({
    name: flow,
    reads: "whole",
    async check({ text, toolName = "" }, { judge }) {
      const { name, subject = "" } = group === "toolOutput" ? CALL : RESULT;
      return judgeDecision(flow, await judge(taskOf(name, params), { tool_name: toolName, [subject]: text }));
    },
  }),
});
