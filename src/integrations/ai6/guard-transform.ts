import type { LLMRails } from "../../engine/llm-rails.ts";
import { type GuardTransform, type GuardTransformOptions, textTransform } from "../ai/guarded-text.ts";
import { RawVerdict } from "../ai/verdict-of.ts";

/**
 * `guardTransform` for AI SDK 6. Version 6 has no custom parts, so a verdict is a `raw` part, which `verdictOf` reads.
 *
 * @throws StreamingNotSupportedError for a config with output rails that does not enable streaming.
 *
 * @example
 * streamText({ model, prompt, experimental_transform: guardTransform(rails) });
 */
export const guardTransform = (rails: LLMRails, options: GuardTransformOptions = {}): GuardTransform =>
  textTransform(rails, options, (verdict) => ({ type: "raw", rawValue: new RawVerdict(verdict) }));
