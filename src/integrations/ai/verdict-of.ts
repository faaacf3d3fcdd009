import { isRecord } from "../../json.ts";
import type { Verdict } from "../../types/verdict.ts";
import { publicVerdict } from "../../wire/public-verdict.ts";
import type { PublicOutcome } from "../public-outcome.ts";

/** The kind of a custom part with a verdict. */
export const VERDICT_KIND = "edgerails.verdict";

/** The type of a UI message part with a verdict. */
export const VERDICT_DATA = "data-guardrail";

/** A verdict in a raw part. A class, so that no provider can send one. */
export class RawVerdict {
  readonly verdict: Verdict;

  constructor(verdict: Verdict) {
    this.verdict = publicVerdict(verdict);
  }
}

/** The outcome of an answer, as it is under `edgerails` in `providerMetadata`. */
export type GuardMetadata = PublicOutcome;

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
  return type === "raw" && rawValue instanceof RawVerdict ? rawValue.verdict : undefined;
};
