import type { RailsConfigData } from "../../config/config-types.ts";
import type { AnswerFormat } from "../../llm/answer-format.ts";
import type { Engines } from "../../llm/make-model.ts";
import { chatFormat } from "../../llm/openai/chat-format.ts";
import type { Prompting } from "../../prompts/prompting.ts";
import type { AnyRailSpec } from "../../rails/spec.ts";
import type { FlowLanguage } from "../colang-flow/flow-language.ts";

/** The catalog of a config, with precise types: the config room itself does not know rails, engines and formats. */
export interface ConfigCatalog {
  readonly rails: readonly AnyRailSpec[];
  readonly engines: Engines;
  /** The formats of answers, most specific first. */
  readonly formats: readonly AnswerFormat[];
  readonly colang?: FlowLanguage;
  readonly prompting?: Prompting;
}

/** The catalog of a config. Chat completions are always included. */
export const catalogOf = ({ catalog }: Pick<RailsConfigData, "catalog">): ConfigCatalog => {
  const given = catalog?.() as Partial<ConfigCatalog> | undefined;
  return { rails: [], engines: {}, ...given, formats: [...(given?.formats ?? []), chatFormat] };
};
