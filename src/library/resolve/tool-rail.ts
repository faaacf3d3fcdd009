import { isRecord, optional, parseJson } from "../../json.ts";
import type { CheckRail, Rail, RailDecision, RailInput } from "../../rails/rail.ts";
import { askRail } from "../shared/ask-rail.ts";

/** What a rail reads of a tool. */
interface ToolScope {
  /** The flow as the config writes it. */
  readonly flow: string;
  readonly tool: string;
  /** The argument of its calls that is read; all of them when absent. */
  readonly argument?: string;
  /** Whether it may rewrite what it reads; a single argument is not rewritten. */
  readonly rewrites: boolean;
}

const NOBODYS: RailDecision = { outcome: "block", reason: "which tool this is about cannot be told" };
const UNREADABLE: RailDecision = { outcome: "block", reason: "the arguments are not a JSON object" };

/** An argument as a text under check; undefined where the call has none of that name. */
const argumentOf = (given: Readonly<Record<string, unknown>>, name: string): string | undefined => {
  if (!Object.hasOwn(given, name)) return undefined;
  const value = given[name];
  return typeof value === "string" ? value : JSON.stringify(value);
};

/**
 * A rail that is asked about the calls or the results of one tool only, each as a whole. Of what no tool can be told it
 * blocks, since the tool might be this one.
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
    if (input.toolName === undefined) return NOBODYS;
    if (input.toolName !== tool) return { outcome: "allow" };
    if (argument === undefined) return askRail(rail, input, context);
    const given = parseJson(input.text);
    if (!isRecord(given)) return UNREADABLE;
    const text = argumentOf(given, argument);
    if (text === undefined) return { outcome: "allow" };
    // One argument is a text and no JSON of its own.
    const one: RailInput = { ...input, text, fresh: text, channel: "text" };
    return askRail(rail, one, context);
  },
});
