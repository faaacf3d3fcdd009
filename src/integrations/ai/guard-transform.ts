import type { LLMRails } from "../../engine/llm-rails.ts";
import { type GuardTransform, type GuardTransformOptions, textTransform } from "./guarded-text.ts";
import { verdictPart } from "./verdict-part.ts";

/**
 * A transform for the AI SDK's `streamText`. Output rails guard text, reasoning and tool calls of every step; tool
 * results are checked by incremental rails. A block aborts the model call and ends the answer with `content-filter`.
 * The outcome is in `providerMetadata` (see `guardMetadata`), and each verdict is a part of the stream where it was
 * reached (see `verdictOf`).
 *
 * A transform only sees the stream: the model has been called, and a tool runs once its call is complete. To check the
 * prompt first, and to keep blocked calls from tools, use `guardMiddleware`.
 *
 * @throws StreamingNotSupportedError for a config with output rails that does not enable streaming.
 *
 * @example
 * streamText({ model, prompt, experimental_transform: guardTransform(rails) });
 */
export const guardTransform = (rails: LLMRails, options: GuardTransformOptions = {}): GuardTransform =>
  textTransform(rails, options, verdictPart);
