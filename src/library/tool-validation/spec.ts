import { type AnyRailSpec, defineRailSpec } from "../../rails/spec.ts";
import { checkCall } from "./call-check.ts";
import { checkResults } from "./result-check.ts";

/**
 * `tool call validation`: the model calls only tools it was offered, with arguments that fit their JSON Schema. `tool
 * result validation`: the results of tools that a request brings answer its calls one to one. As in IORails of NeMo
 * Guardrails, of which the docs (https://docs.nvidia.com/nemo/guardrails, "Tool Calling") say what is checked. No model
 * is called.
 */
export const toolValidation: AnyRailSpec = defineRailSpec({
  flows: {
    "tool call validation": { groups: ["toolOutput"], reads: "whole" },
    "tool result validation": { groups: ["toolInput"], reads: "whole" },
  },
  create: ({ flow, group }) => ({
    name: flow,
    reads: "whole",
    check: ({ text, toolName = "" }, { tools, messages }) =>
      group === "toolOutput" ? checkCall(toolName, text, tools) : checkResults(messages),
  }),
});
