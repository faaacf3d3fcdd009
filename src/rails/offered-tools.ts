import { isRecord, type JsonRecord, listOf, recordOf, textOf } from "../json.ts";
import { joinedName } from "../wire/grouped-name.ts";

/** A tool that the main model may call. */
export interface OfferedTool {
  /** The name that calls use. For a tool that its provider defines, it is the type. */
  readonly name: string;
  /** `function`, `custom` for one that takes any text, or a type of the provider. */
  readonly type: string;
  /** The JSON Schema of its arguments, if it declares one. */
  readonly parameters?: unknown;
}

/** What the type of a provider's tool has besides its name: `web_search_preview_2025_03_11`, `computer_use_preview`. */
const EDITION = /(?:_use)?(?:_preview)?(?:_\d{4}_\d{2}_\d{2})?$/;

/** A tool of a chat completion, which has its fields in an object of its own, of the Responses API or of Anthropic. */
const toolOf = (declared: unknown): OfferedTool | undefined => {
  if (!isRecord(declared)) return undefined;
  const schema = declared["input_schema"];
  const type = schema === undefined ? textOf(declared["type"]) || "function" : "function";
  const { name, parameters = declared["parameters"] ?? schema } = recordOf(
    declared[type === "custom" ? "custom" : "function"],
  );
  const called = textOf(name) || textOf(declared["name"]) || (type === "function" ? "" : type.replace(EDITION, ""));
  if (called === "") return undefined;
  return isRecord(parameters) || typeof parameters === "boolean"
    ? { name: called, type, parameters }
    : { name: called, type };
};

/** The tools of a declaration: one, or those of a group in the Responses API. */
const toolsOf = (declared: unknown): readonly OfferedTool[] => {
  const { type, name, tools } = recordOf(declared);
  const offered = (type === "namespace" ? listOf(tools) : [declared]).flatMap((one) => toolOf(one) ?? []);
  const namespace = type === "namespace" ? textOf(name) : undefined;
  return offered.map((tool) => ({ ...tool, name: joinedName({ name: tool.name, namespace }) }));
};

/** The tools in the parameters of a request of any API. `functions` is the deprecated form of a chat completion. */
export const offeredTools = (params: JsonRecord): readonly OfferedTool[] =>
  [...listOf(params["tools"]), ...listOf(params["functions"]).map((declared) => ({ function: declared }))].flatMap(
    toolsOf,
  );
