import type { Action, ActionParams, ActionResult } from "./action.ts";
import { RailError } from "../errors.ts";
import type { RailGroup } from "./spec.ts";
import type { CheckRail, RailDecision, RailInput } from "./rail.ts";

const LOWEST_ALLOWED_SCORE = 0.5;

const decisionOf = (flow: string, result: ActionResult): RailDecision => {
  if (typeof result === "boolean") return { outcome: result ? "allow" : "block" };
  if (typeof result === "number" && !Number.isNaN(result)) {
    return { outcome: result >= LOWEST_ALLOWED_SCORE ? "allow" : "block" };
  }
  if (typeof result === "object" && result !== null) return result;
  throw new RailError("rail_error", flow, `Rail "${flow}" cannot be read: its action answered ${String(result)}`);
};

export interface ActionRailOptions {
  readonly flow: string;
  readonly params: ActionParams;
  readonly group: RailGroup;
  /** Whether what it rewrites can be honoured. */
  readonly transforms: boolean;
}

type Ask = (text: string) => Promise<RailDecision>;

/**
 * An action reads a window whole and rewrites it whole, but its context has left already, rewritten in its own turn. So
 * that turn is repeated, and what the rewriting adds to it is the fresh text. A rewriting across the border comes too late.
 */
const freshPart = async (flow: string, { context }: RailInput, rewritten: string, ask: Ask): Promise<string> => {
  if (rewritten.startsWith(context)) return rewritten.slice(context.length);
  const before = await ask(context);
  const left = before.outcome === "transform" ? before.text : context;
  if (rewritten.startsWith(left)) return rewritten.slice(left.length);
  throw new RailError("rail_error", flow, `Rail "${flow}" rewrote text that has left already`);
};

/** A flow that runs one action of the same name. */
export const actionRail = (action: Action, { flow, params, group, transforms }: ActionRailOptions): CheckRail => ({
  name: flow,
  reads: group === "output" ? "window" : "whole",
  transforms,
  async check(input, context) {
    const isOutput = group === "output" || group === "toolOutput";
    const ask: Ask = async (text) => {
      const messages = isOutput ? { botMessage: text } : { botMessage: "", userMessage: text };
      const call = input.toolName === undefined ? {} : { toolName: input.toolName };
      return decisionOf(flow, await action.run(params, { ...context, ...messages, ...call }));
    };
    const decision = await ask(input.text);
    if (decision.outcome !== "transform" || typeof decision.text !== "string") return decision;
    return { ...decision, text: await freshPart(flow, input, decision.text, ask) };
  },
});
