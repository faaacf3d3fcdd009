import type { RailsConfigData } from "../config/config-types.ts";
import type { AnswerFormat } from "../llm/answer-format.ts";
import type { Engines } from "../llm/make-model.ts";
import { chatFormat } from "../llm/openai/chat-format.ts";
import type { Prompting } from "../prompts/prompting.ts";
import type { AnyRailSpec } from "../rails/spec.ts";
import type { FlowLanguage } from "./colang-flow/flow-language.ts";

/** What a config brings along: its catalog, as those know it who made what is in there. */
export interface Brought {
  readonly rails: readonly AnyRailSpec[];
  readonly engines: Engines;
  /** The formats of answers, the most particular first. */
  readonly formats: readonly AnswerFormat[];
  readonly colang?: FlowLanguage;
  readonly prompting?: Prompting;
}

const NOTHING: Brought = { rails: [], engines: {}, formats: [] };

/** What a config brings along. Chat completions are known everywhere. */
export const broughtBy = ({ catalog }: Pick<RailsConfigData, "catalog">): Brought => {
  // A config knows no rail, engine or format, so its types say nothing of them.
  const brought = { ...NOTHING, ...(catalog?.() as Partial<Brought> | undefined) };
  return { ...brought, formats: [...brought.formats, chatFormat] };
};
