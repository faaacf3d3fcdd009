import { RailError } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import { freshDecision } from "../../rails/fresh-decision.ts";
import { botText } from "../../rails/bot-text.ts";
import type { CheckRail, RailContext, RailDecision, RailInput } from "../../rails/rail.ts";
import type { RailSetup } from "../../rails/spec.ts";

/** Milliseconds a service has, unless the options of the flow say otherwise. NeMo gives most of them as many. */
const TIMEOUT_MS = 30_000;

type Setup = Pick<RailSetup<unknown>, "flow" | "group">;

export interface ServiceRailOptions {
  /** Milliseconds. Default 30,000. */
  readonly timeoutMs?: number;
  /** Whether a service that fails allows. Default false. */
  readonly failOpen?: boolean;
  /** Whether it needs the complete answer. Default: it reads the output window by window. */
  readonly whole?: boolean;
}

/** Decides about a text. */
export type Decide = (text: string, context: RailContext, input: RailInput) => Promise<RailDecision>;

export const ALLOW: RailDecision = { outcome: "allow" };

/** A name that a service gives to what it found. Anything longer or stranger might quote the text. */
export const nameOf = (value: string): string => (/^[\p{L}\p{N} _.,:&/()+-]{1,80}$/u.test(value) ? value : "unnamed");

/** A block because of what a service found, by its names. */
export const blockFor = (names: readonly string[]): RailDecision => {
  const told = [...new Set(names.map(nameOf))].slice(0, 20);
  return told.length === 0 ? { outcome: "block" } : { outcome: "block", reason: told.join(", ") };
};

const isEmpty = (text: string): boolean => text.trim() === "";

const base = ({ flow, group }: Setup, options: ServiceRailOptions) => {
  const { timeoutMs = TIMEOUT_MS, failOpen = false, whole = false } = options;
  const reads = group === "output" && !whole ? "window" : "whole";
  return { name: flow, reads, timeoutMs, onError: failOpen ? "allow" : "block" } as const;
};

/** A rail that allows or blocks as a service says. It is shown the calls a bot makes as well as its text. */
export const blockingRail = (setup: Setup, options: ServiceRailOptions, decide: Decide): CheckRail => ({
  ...base(setup, options),
  async check(input, context) {
    const text = botText(input);
    return isEmpty(text) ? ALLOW : decide(text, context, input);
  },
});

/** Whether the complete arguments of a call would no longer be JSON. Of a part of them nobody can tell. */
const breaksCall = ({ channel, context, final, text }: RailInput, rewritten: string): boolean =>
  channel === "tool-call" && final && context === "" && isJson(text) && !isJson(rewritten);

const isJson = (text: string): boolean => parseJson(text) !== undefined;

/** A rail whose service may also answer with the text as it should be. */
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

/** What a service made of a text. */
export const rewrittenTo = (text: string, rewritten: string): RailDecision =>
  rewritten === text ? ALLOW : { outcome: "transform", text: rewritten };
