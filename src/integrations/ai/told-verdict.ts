import { isRecord } from "../../json.ts";
import type { Verdict } from "../../types.ts";
import { toldVerdict } from "../../wire/told-verdict.ts";
import type { ToldOutcome } from "../told-outcome.ts";

/** The kind of a custom part with a verdict. */
export const VERDICT_KIND = "edgerails.verdict";

/** The type of a UI message part with a verdict. */
export const VERDICT_DATA = "data-guardrail";

/** A verdict in a raw part. A class, so that no provider can send one. */
export class ToldVerdict {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    this.verdict = toldVerdict(verdict);
  }
}

/** The outcome of an answer, as it is under `edgerails` in `providerMetadata`. */
export type GuardMetadata = ToldOutcome;

/**
 * The outcome of an answer, from the `providerMetadata` of a result or a step. Undefined if no rails were used.
 *
 * @example
 * const { status, rail } = guardMetadata(await result.providerMetadata) ?? {};
 */
export const guardMetadata = (metadata: Readonly<Record<string, unknown>> | undefined): GuardMetadata | undefined => {
  const own = metadata?.["edgerails"];
  return isRecord(own) && Array.isArray(own["verdicts"]) ? (own as unknown as GuardMetadata) : undefined;
};

/**
 * The verdict in a part of a `streamText` stream or of a `useChat` message; undefined for other parts.
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
