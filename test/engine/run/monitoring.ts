import type { LLMRailsOptions } from "../../../src/engine/llm-rails-options.ts";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../../src/node/index.ts";
import type { Rail } from "../../../src/rails/rail.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";

export const MANY = Array.from({ length: 200 }, () => " word");

export const WINDOWS = { chunk_size: 1, context_size: 0 };

export const configOf = (monitored: readonly Rail[], windows: object, enforced: readonly Rail[]): RailsConfig => {
  const output = {
    flows: [...monitored, ...enforced].map(({ name }) => name),
    options: Object.fromEntries(monitored.map(({ name }) => [name, { mode: "monitor" }])),
    streaming: { enabled: true, ...windows },
  };
  const parameters = { replies: [MANY.join("")] };
  const models = [{ type: "main", engine: "scripted", model: "m", parameters }];
  return RailsConfig.fromObject({ models, rails: { output } });
};

/**
 * Rails that are monitored, and behind them some that are enforced, over windows of an answer that comes in one read.
 */
export const monitoring = (
  monitored: readonly Rail[],
  windows: object,
  options: LLMRailsOptions = {},
  enforced: readonly Rail[] = [],
): LLMRails => {
  const rails = [...monitored, ...enforced];
  const llm = languageModelFromStream(() => MANY);
  return new LLMRails(configOf(monitored, windows, enforced), { llm, rails, ...options });
};

export const texts = (parts: readonly StreamPart[]): readonly string[] =>
  parts.flatMap((part) => (part.type === "text-delta" ? [part.text] : []));
