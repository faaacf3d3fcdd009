import type { Catalog } from "../config/config-types.ts";
import { RailsConfig as TextRailsConfig } from "../config/text-rails-config.ts";
import { messagesFormat } from "../llm/anthropic/messages-format.ts";
import { responsesFormat } from "../llm/openai/responses-format.ts";
import { ENGINES } from "../llm/registry.ts";
import { prompting } from "../prompts/prompting.ts";
import { builtInRails } from "./catalog.ts";
import { colang } from "./colang-flow/colang.ts";

/** Everything there is. */
const EVERYTHING: Catalog = {
  rails: builtInRails(),
  engines: ENGINES,
  formats: [responsesFormat, messagesFormat],
  colang,
  prompting,
};

/**
 * A config that may name any built-in rail and engine: it brings the whole catalog along.
 *
 * @example
 * const config = RailsConfig.fromContent({ yamlContent: "rails: { output: { flows: [mask secrets on output] } }" });
 */
export class RailsConfig extends TextRailsConfig {
  static override readonly catalog = (): Catalog => EVERYTHING;
}
