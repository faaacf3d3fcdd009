import { isRecord, type JsonRecord, listOf, recordOf, textOf } from "../json.ts";

/** A tool that the main model may call. */
export interface OfferedTool {
  /** The name that calls use. For a tool that its provider runs, such as web search, it is the type. */
  readonly name: string;
  /** `function`, `custom` for one that takes any text, or a type of the provider. */
  readonly type: string;
  /** The JSON Schema of its arguments, if it declares one. */
  readonly parameters?: unknown;
}

const toolOf = (declared: JsonRecord): OfferedTool | undefined => {
  const type = textOf(declared["type"]) || "function";
  const { name, parameters } = recordOf(declared[type === "custom" ? "custom" : "function"]);
  const called = textOf(name) || textOf(declared["name"]) || (type === "function" ? "" : type);
  if (called === "") return undefined;
  return isRecord(parameters) || typeof parameters === "boolean"
    ? { name: called, type, parameters }
    : { name: called, type };
};

/** The tools in the parameters of a chat completion. `functions` is their deprecated form. */
export const offeredTools = (params: JsonRecord): readonly OfferedTool[] =>
  [...listOf(params["tools"]), ...listOf(params["functions"]).map((declared) => ({ function: declared }))].flatMap(
    (declared) => (isRecord(declared) ? (toolOf(declared) ?? []) : []),
  );
