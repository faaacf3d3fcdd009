import { isRecord, listOf, recordOf } from "../../../json.ts";
import type { ModelParams } from "../../../llm/language-model.ts";
import { refuse } from "../parse.ts";

const nameOf = (tool: unknown): unknown => {
  const { function: fn, custom } = recordOf(tool);
  return recordOf(fn ?? custom)["name"];
};

/**
 * Replaces an `allowed_tools` choice by the list of these tools. It then also holds for providers without this choice,
 * and rails validate calls against the allowed tools.
 *
 * @throws RefusedRequest for an allowed tool that is not in `tools`.
 */
export const withAllowedTools = (params: ModelParams): ModelParams => {
  const choice = params["tool_choice"];
  if (!isRecord(choice) || choice["type"] !== "allowed_tools") return params;
  const { mode, tools: allowed } = recordOf(choice["allowed_tools"]);
  const names = new Set(listOf(allowed).map(nameOf));
  const tools = listOf(params["tools"]).filter((tool) => names.has(nameOf(tool)));
  if (tools.length < names.size) throw refuse("`tool_choice` allows a tool that is not among `tools`", "tool_choice");
  return { ...params, tools, tool_choice: mode };
};
