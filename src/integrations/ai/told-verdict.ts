import { isRecord } from "../../json.ts";
import type { Verdict } from "../../types.ts";
import { toldVerdict } from "../../wire/told-verdict.ts";
import type { ToldOutcome } from "../told-outcome.ts";

/** The kind of a part that tells a verdict. */
export const VERDICT_KIND = "edgerails.verdict";

/** The kind of a part of a UI message that tells one. */
export const VERDICT_DATA = "data-guardrail";

/** A verdict as a raw part holds it. No provider can make one. */
export class ToldVerdict {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    this.verdict = toldVerdict(verdict);
  }
}

/** What the rails made of an answer: in the metadata of its end, by AI SDK's name for this package. */
export type GuardMetadata = ToldOutcome;

/**
 * What the rails made of an answer, from the `providerMetadata` of a result or a step. Undefined where no rails were at
 * work.
 *
 * @example
 * const { status, rail } = guardMetadata(await result.providerMetadata) ?? {};
 */
export const guardMetadata = (metadata: Readonly<Record<string, unknown>> | undefined): GuardMetadata | undefined => {
  const own = metadata?.["edgerails"];
  return isRecord(own) && Array.isArray(own["verdicts"]) ? (own as unknown as GuardMetadata) : undefined;
};

/**
 * The verdict that a part tells, if it is such a part: of a stream of `streamText`, or of a message of `useChat`.
 *
 * @example
 * message.parts.map((part) => verdictOf(part)?.rail);
 */
export const verdictOf = (part: {
  readonly type: string;
  readonly kind?: string;
  readonly providerMetadata?: Readonly<Record<string, unknown>> | undefined;
  readonly rawValue?: unknown;
  readonly data?: unknown;
}): Verdict | undefined => {
  const { type, kind, providerMetadata, rawValue, data } = part;
  if (type === VERDICT_DATA) return data as Verdict;
  if (type === "custom") return kind === VERDICT_KIND ? (providerMetadata?.["edgerails"] as Verdict) : undefined;
  return type === "raw" && rawValue instanceof ToldVerdict ? rawValue.verdict : undefined;
};
