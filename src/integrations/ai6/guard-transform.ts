import type { LLMRails } from "../../engine/llm-rails.ts";
import { type GuardTransform, type GuardTransformOptions, textTransform } from "../ai/guarded-text.ts";
import { ToldVerdict } from "../ai/told-verdict.ts";

/**
 * A transform of `streamText` of the AI SDK 6: what `guardTransform` of `edgerails/ai` is for 7. That version knows no parts
 * of one's own, so a verdict is told as a part `raw`, which `verdictOf` reads.
 *
 * @throws StreamingNotSupportedError for a config that has output rails and does not let them stream.
 *
 * @example
 * streamText({ model, prompt, experimental_transform: guardTransform(rails) });
 */
export const guardTransform = (rails: LLMRails, options: GuardTransformOptions = {}): GuardTransform =>
  textTransform(rails, options, (verdict) => ({ type: "raw", rawValue: new ToldVerdict(verdict) }));
