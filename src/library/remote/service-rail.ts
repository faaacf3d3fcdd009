import { RailError } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import { botText } from "../../rails/bot-text.ts";
import { freshDecision } from "../../rails/fresh-decision.ts";
import type { CheckRail, RailContext, RailDecision, RailInput } from "../../rails/rail.ts";
import type { RailSetup } from "../../rails/spec.ts";

/** The default timeout in milliseconds, as for most services in NeMo Guardrails. */
const TIMEOUT_MS = 30_000;

type Setup = Pick<RailSetup<unknown>, "flow" | "group">;

export interface ServiceRailOptions {
  /** Milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** Whether a failing service allows. Default false. */
  readonly failOpen?: boolean;
  /** Whether it needs the complete answer. Default false: the output is checked in windows. */
  readonly whole?: boolean;
}

/** Decides about a text. */
export type Decide = (text: string, context: RailContext, input: RailInput) => Promise<RailDecision>;

export const ALLOW: RailDecision = { outcome: "allow" };

/** The name of a finding. Long or unusual names are replaced, since they may quote the text. */
export const nameOf = (value: string): string => (/^[\p{L}\p{N} _.,:&/()+-]{1,80}$/u.test(value) ? value : "unnamed");

/** A block with the names of a service's findings. */
export const blockFor = (names: readonly string[]): RailDecision => {
  const labels = [...new Set(names.map(nameOf))].slice(0, 20);
  return labels.length === 0 ? { outcome: "block" } : { outcome: "block", reason: labels.join(", ") };
};

const isEmpty = (text: string): boolean => text.trim() === "";

const base = ({ flow, group }: Setup, options: ServiceRailOptions) => {
  const { timeoutMs = TIMEOUT_MS, failOpen = false, whole = false } = options;
  const reads = group === "output" && !whole ? "window" : "whole";
  return { name: flow, reads, timeoutMs, onError: failOpen ? "allow" : "block" } as const;
};

/** A rail that allows or blocks by a service's result. It also checks tool calls of the bot. */
export const blockingRail = (setup: Setup, options: ServiceRailOptions, decide: Decide): CheckRail => ({
  ...base(setup, options),
  async check(input, context) {
    const text = botText(input);
    return isEmpty(text) ? ALLOW : decide(text, context, input);
  },
});

/**
 * Whether a rewrite of the complete arguments of a call is invalid JSON. For parts of arguments this cannot be known.
 */
const breaksCall = ({ channel, context, final, text }: RailInput, rewritten: string): boolean =>
  channel === "tool-call" && final && context === "" && isJson(text) && !isJson(rewritten);

const isJson = (text: string): boolean => parseJson(text) !== undefined;

/** A rail whose service may also return a rewritten text. */
export const rewritingRail = (setup: Setup, options: ServiceRailOptions, decide: Decide): CheckRail => ({
  ...base(setup, options),
  transforms: true,
  async check(input, context) {
    const ask = async (text: string): Promise<RailDecision> => (isEmpty(text) ? ALLOW : decide(text, context, input));
    const decision = await freshDecision(setup.flow, input, ask);
    if (decision.outcome !== "transform" || !breaksCall(input, decision.text)) return decision;
    throw new RailError("rail_error", setup.flow, `Rail "${setup.flow}" rewrote a call into something that is none`);
  },
});

/** The decision for a text that a service may have rewritten. */
export const rewrittenTo = (text: string, rewritten: string): RailDecision =>
  rewritten === text ? ALLOW : { outcome: "transform", text: rewritten };
