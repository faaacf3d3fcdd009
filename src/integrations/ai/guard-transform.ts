import type { LLMRails } from "../../engine/llm-rails.ts";
import { type GuardTransform, type GuardTransformOptions, textTransform } from "./guarded-text.ts";
import { verdictPart } from "./verdict-part.ts";

/**
 * A transform of the AI SDK's `streamText` that guards what it streams: text, thoughts and tool calls of every step by the
 * output rails, results of tools by those that read along. A block stops the model and ends the answer with
 * `content-filter`; what the rails decided stands in `providerMetadata` (`guardMetadata` reads it) and, where it was decided,
 * as a part of the stream (`verdictOf` reads it).
 *
 * A transform sees what is there already: the model was asked, and a tool was run once its call was complete. To read the
 * prompt first, and to keep a call that is blocked from its tool, guard the model: `guardMiddleware`.
 *
 * @throws StreamingNotSupportedError for a config that has output rails and does not let them stream.
 *
 * @example
 * streamText({ model, prompt, experimental_transform: guardTransform(rails) });
 */
export const guardTransform = (rails: LLMRails, options: GuardTransformOptions = {}): GuardTransform =>
  textTransform(rails, options, verdictPart);
