import type { LanguageModelV4CustomContent, SharedV4ProviderMetadata } from "@ai-sdk/provider";
import type { Verdict } from "../../types/verdict.ts";
import { publicVerdict } from "../../wire/public-verdict.ts";
import { publicOutcome } from "../public-outcome.ts";
import { VERDICT_KIND } from "./verdict-of.ts";

/** Undefined fields are not valid JSON. */
const asMetadata = (value: object): SharedV4ProviderMetadata =>
  ({ edgerails: JSON.parse(JSON.stringify(value)) as object }) as SharedV4ProviderMetadata;

/** A verdict as a custom part. */
export const verdictPart = (verdict: Verdict): LanguageModelV4CustomContent => ({
  type: "custom",
  kind: VERDICT_KIND,
  providerMetadata: asMetadata(publicVerdict(verdict)),
});

/** The outcome of an answer, for the metadata at its end. */
export const outcomeMetadata = (verdicts: readonly Verdict[]): SharedV4ProviderMetadata =>
  asMetadata(publicOutcome(verdicts));
