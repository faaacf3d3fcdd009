import type { LanguageModelV4CustomContent, SharedV4ProviderMetadata } from "@ai-sdk/provider";
import { isRecord } from "../../json.ts";
import type { Outcome, Verdict } from "../../types.ts";

/** The kind of a part that tells a verdict. */
export const VERDICT_KIND = "edgerails.verdict";

/** What a client may read of a verdict. The words an exception was raised with are for who runs the rails. */
export const toldVerdict = ({ exception: _exception, ...verdict }: Verdict): Omit<Verdict, "exception"> => verdict;

/** Undefined is no JSON. */
const asMetadata = (value: object): SharedV4ProviderMetadata =>
  ({ edgerails: JSON.parse(JSON.stringify(value)) as object }) as SharedV4ProviderMetadata;

/** A verdict as a part of an answer, where it was reached. */
export const verdictPart = (verdict: Verdict): LanguageModelV4CustomContent => ({
  type: "custom",
  kind: VERDICT_KIND,
  providerMetadata: asMetadata(toldVerdict(verdict)),
});

/** What became of an answer, for the metadata at its end. */
export const outcomeMetadata = (verdicts: readonly Verdict[]): SharedV4ProviderMetadata => {
  const effective = verdicts.filter(({ enforced }) => enforced !== false);
  const cause = effective.find(({ status }) => status === "blocked") ?? effective[0];
  return asMetadata({ status: cause?.status ?? "passed", rail: cause?.rail, verdicts: verdicts.map(toldVerdict) });
};

/** What the rails made of an answer: in the metadata of its end, by AI SDK's name for this package. */
export type GuardMetadata = Pick<Outcome, "status" | "rail"> & { readonly verdicts: readonly Verdict[] };

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

/** The verdict that a part of an answer tells, if it is such a part. */
export const verdictOf = (part: {
  readonly type: string;
  readonly kind?: string;
  readonly providerMetadata?: Readonly<Record<string, unknown>> | undefined;
}): Verdict | undefined =>
  part.type === "custom" && part.kind === VERDICT_KIND ? (part.providerMetadata?.["edgerails"] as Verdict) : undefined;
