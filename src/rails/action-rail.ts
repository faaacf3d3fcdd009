import type { RailGroup } from "../config/rail-groups.ts";
import { RailError } from "../errors.ts";
import type { Action, ActionParams } from "./action.ts";
import { freshDecision } from "./fresh-decision.ts";
import type { CheckRail, RailDecision } from "./rail.ts";

const LOWEST_ALLOWED_SCORE = 0.5;

const decisionOf = (flow: string, result: unknown): RailDecision => {
  if (typeof result === "boolean") return { outcome: result ? "allow" : "block" };
  if (typeof result === "number" && !Number.isNaN(result)) {
    return { outcome: result >= LOWEST_ALLOWED_SCORE ? "allow" : "block" };
  }
  if (typeof result === "object" && result !== null) return result as RailDecision;
  throw new RailError("rail_error", flow, `Rail "${flow}" cannot be read: its action answered ${String(result)}`);
};

export interface ActionRailOptions {
  readonly flow: string;
  readonly params: ActionParams;
  readonly group: RailGroup;
  /** Whether its rewriting is applied; otherwise it is a failure. */
  readonly transforms: boolean;
}

/** The rail of a flow that runs the action of the same name. */
export const actionRail = (action: Action, { flow, params, group, transforms }: ActionRailOptions): CheckRail => ({
  name: flow,
  reads: group === "output" ? "window" : "whole",
  transforms,
  check(input, context) {
    const isOutput = group === "output" || group === "toolOutput";
    return freshDecision(flow, input, async (text) => {
      const messages = isOutput ? { botMessage: text } : { botMessage: "", userMessage: text };
      const call = input.toolName === undefined ? {} : { toolName: input.toolName };
      return decisionOf(flow, await action.run(params, { ...context, ...messages, ...call }));
    });
  },
});
