import { isRecord, type JsonRecord, listOf, recordOf, textOf } from "../json.ts";

/** A tool that the main model may call. */
export interface OfferedTool {
  /** What a call names it by: of a tool that only its provider runs, such as a web search, its type. */
  readonly name: string;
  /** `function`, or `custom` for one that takes any text; what else there is belongs to the provider. */
  readonly type: string;
  /** The JSON Schema of its arguments. Absent where it declares none. */
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

/** The tools among the parameters of a call to a model, which are those of chat completions; `functions` is how it began. */
export const offeredTools = (params: JsonRecord): readonly OfferedTool[] =>
  [...listOf(params["tools"]), ...listOf(params["functions"]).map((declared) => ({ function: declared }))].flatMap(
    (declared) => (isRecord(declared) ? (toolOf(declared) ?? []) : []),
  );
