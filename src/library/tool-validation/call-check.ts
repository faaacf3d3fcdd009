import { isRecord, parseJson } from "../../json.ts";
import { memoize } from "../../memoize.ts";
import type { OfferedTool } from "../../rails/offered-tools.ts";
import type { RailDecision } from "../../rails/rail.ts";
import { SchemaError } from "./schema/check.ts";
import { compileSchema } from "./schema/compile-schema.ts";
import { shown, violation } from "./violation.ts";

type Arguments = Readonly<Record<string, unknown>>;

/** The validator of a tool's arguments, compiled once per request. */
const argumentsCheck = memoize(({ parameters }: OfferedTool) => compileSchema(parameters));

/** Keywords besides `properties` that allow arguments. */
const OPENINGS = ["additionalProperties", "patternProperties", "anyOf", "oneOf", "allOf", "$ref"];

/** Whether a tool declares no arguments. JSON Schema would then allow any, but such a tool takes none. */
const takesNone = ({ parameters }: OfferedTool): boolean => {
  if (parameters === undefined) return true;
  if (!isRecord(parameters)) return false;
  const named = parameters["properties"];
  if (isRecord(named) && Object.keys(named).length > 0) return false;
  return !OPENINGS.some((word) => parameters[word] !== undefined && parameters[word] !== false);
};

const pointer = (path: readonly string[]): string =>
  path.length === 0
    ? "the top level"
    : `'${path.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")}'`;

const againstSchema = (tool: OfferedTool, given: Arguments): RailDecision => {
  const name = shown(tool.name);
  try {
    const found = tool.parameters === undefined ? undefined : argumentsCheck(tool)(given);
    if (found === undefined) return { outcome: "allow" };
    const reason = `arguments for tool ${name} do not match its schema: '${found.keyword}' failed at ${pointer(found.path)}`;
    return violation("arguments_invalid", reason);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return violation("invalid_tool_schema", `the schema of tool ${name} cannot be checked: ${error.message}`);
  }
};

const checkArguments = (tool: OfferedTool, given: Arguments): RailDecision => {
  const decision = againstSchema(tool, given);
  if (decision.outcome !== "allow" || !takesNone(tool) || Object.keys(given).length === 0) return decision;
  return violation("unexpected_arguments", `tool ${shown(tool.name)} takes no arguments, and the call has some`);
};

/** Whether a client has named a tool, and its provider has not. A provider may be asked for one of its tools twice. */
const isClients = ({ type }: OfferedTool): boolean => type === "function" || type === "custom";

/**
 * Checks that a call names an offered tool, and that its arguments match its schema. For tools that the provider runs,
 * which are known by their type, and for tools that take any text, only the name is checked.
 */
export const checkCall = (name: string, text: string, tools: readonly OfferedTool[]): RailDecision => {
  const [tool, other] = tools.filter((offered) => offered.name === name);
  if (tool === undefined) return violation("tool_not_allowed", `tool call ${shown(name)} is not an allowed tool`);
  if (other !== undefined && [tool, other].some(isClients))
    return violation("invalid_tool_schema", `tool ${shown(name)} is declared twice`);
  if (tool.type !== "function") return { outcome: "allow" };
  const given = text.trim() === "" ? {} : parseJson(text);
  if (isRecord(given)) return checkArguments(tool, given);
  return violation("arguments_not_json", `arguments for tool ${shown(name)} are not a JSON object`);
};
