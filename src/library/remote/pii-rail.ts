import type { RailGroup } from "../../config/rail-groups.ts";
import { RailError } from "../../errors.ts";
import { optional } from "../../json.ts";
import type { CheckRail, RailContext, RailDecision } from "../../rails/rail.ts";
import type { BotWords, FlowSpec, RailSetup } from "../../rails/spec.ts";
import { ALLOW, blockFor, blockingRail, nameOf, rewritingRail, rewrittenTo } from "./service-rail.ts";
import { type FoundSpan, replaceSpans, spansOf } from "./spans.ts";

export type PiiGroup = "input" | "output" | "retrieval";

const GROUPS: readonly PiiGroup[] = ["input", "output", "retrieval"];

/** `<before>detect pii on input` and so on: flows that block personal data, optionally with a refusal, or mask it. */
export const piiFlows = (before = "", refusal?: BotWords): Readonly<Record<string, FlowSpec>> =>
  Object.fromEntries(
    GROUPS.flatMap((group) => {
      const groups: readonly RailGroup[] = [group];
      const reads = group === "output" ? "window" : "whole";
      return [
        [`${before}detect pii on ${group}`, { groups, reads, ...optional("refusal", refusal) }],
        [`${before}mask pii on ${group}`, { groups, reads, rewrites: true }],
      ] as const;
    }),
  );

/** Whether the flow masks what it finds. */
export const isMasking = (name: string): boolean => /(?:^| )mask pii on /.test(name);

export interface SpanFinder {
  /** Calls the service. */
  readonly find: (text: string, context: RailContext) => Promise<readonly FoundSpan[]>;
  /** The replacement of values with a label. */
  readonly mask: (label: string) => string;
}

/** A rail for a service that returns the positions of personal data. */
export const spanRail = (setup: RailSetup<unknown>, { find, mask }: SpanFinder): CheckRail => {
  const { flow, name } = setup;
  const spansIn = async (text: string, context: RailContext): Promise<readonly FoundSpan[]> => {
    const spans = spansOf(text, await find(text, context));
    if (spans !== undefined) return spans;
    throw new RailError("rail_error", flow, `Rail "${flow}" was told of something outside of the text`);
  };
  const masked = async (text: string, context: RailContext): Promise<RailDecision> => {
    const spans = await spansIn(text, context);
    const replacement = (label: string, value: string): string =>
      context.pseudonym?.(nameOf(label), value) ?? mask(nameOf(label));
    return rewrittenTo(text, replaceSpans(text, spans, replacement));
  };
  const detected = async (text: string, context: RailContext): Promise<RailDecision> => {
    const spans = await spansIn(text, context);
    return spans.length === 0 ? ALLOW : blockFor(spans.map(({ label }) => label));
  };
  return isMasking(name) ? rewritingRail(setup, {}, masked) : blockingRail(setup, {}, detected);
};
