import { isRecord, optional, parseJson } from "../../json.ts";
import type { CheckRail, Rail, RailDecision, RailInput } from "../../rails/rail.ts";
import { askRail } from "../shared/ask-rail.ts";

/** The part of a tool's calls that a rail checks. */
interface ToolScope {
  /** The flow as the config writes it. */
  readonly flow: string;
  readonly tool: string;
  /** The argument that is checked. Default: all. */
  readonly argument?: string;
  /** Whether it may rewrite the text. A single argument is never rewritten. */
  readonly rewrites: boolean;
}

const UNKNOWN_TOOL: RailDecision = { outcome: "block", reason: "which tool this is about cannot be told" };
const UNREADABLE: RailDecision = { outcome: "block", reason: "the arguments are not a JSON object" };

/** An argument as text; undefined if the call does not have it. */
const argumentOf = (given: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  if (!Object.hasOwn(given, name)) return undefined;
  const value = given[name];
  return typeof value === "string" ? value : JSON.stringify(value);
};

/**
 * A rail that checks calls or results of one tool only, each as a whole. If the tool is unknown it blocks, since it
 * might be this one.
 */
export const toolRail = (rail: Rail, { flow, tool, argument, rewrites }: ToolScope): CheckRail => ({
  name: flow,
  reads: "whole",
  transforms: rewrites && argument === undefined,
  ...optional("timeoutMs", rail.timeoutMs),
  ...optional("onError", rail.onError),
  ...optional("mode", rail.mode),
  ...optional("exception", rail.exception),
  async check(input, context) {
    if (input.toolName === undefined) return UNKNOWN_TOOL;
    if (input.toolName !== tool) return { outcome: "allow" };
    if (argument === undefined) return askRail(rail, input, context);
    const given = parseJson(input.text);
    if (!isRecord(given)) return UNREADABLE;
    const text = argumentOf(given, argument);
    if (text === undefined) return { outcome: "allow" };
    // A single argument is plain text, not JSON.
    const one: RailInput = { ...input, text, fresh: text, channel: "text" };
    return askRail(rail, one, context);
  },
});
