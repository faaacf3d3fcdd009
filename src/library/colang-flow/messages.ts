import type { BotMessage, Place } from "../../colang/colang-tree.ts";
import type { RailsConfigData } from "../../config/config-types.ts";
import { ConfigError } from "../../errors.ts";
import { Work } from "../../prompts/template/template-work.ts";
import { toText } from "../../prompts/template/template-write.ts";
import type { Template } from "../../prompts/template/template.ts";
import { variablesOf } from "../../rails/colang/expression-variables.ts";
import { FlowExpressions } from "../../rails/colang/flow-expressions.ts";
import { messageTemplate } from "../../rails/colang/message-template.ts";
import { botTexts } from "./bot-messages.ts";

/** A bot message with its compiled templates. */
export interface PreparedMessage {
  /** Empty for the value of a variable. */
  readonly variants: readonly Template[];
  /** The variables that it contains. */
  readonly reads: ReadonlySet<string>;
}

/** The message used in place of one that is not defined. */
const REFUSAL = "refuse to respond";

const textsOf = (message: BotMessage, config: RailsConfigData): readonly string[] => {
  if (message.kind === "text") return [message.text];
  if (message.kind !== "named") return [];
  if (message.text !== undefined) return [message.text];
  return botTexts(message.name, config) ?? botTexts(REFUSAL, config) ?? [];
};

/** Compiles the texts of a message. Throws a ConfigError for an invalid template. */
export function prepareMessage(
  message: BotMessage,
  config: RailsConfigData,
  source: string,
  at: Place,
): PreparedMessage {
  try {
    const variants = textsOf(message, config).map(messageTemplate);
    const own = message.kind === "value" ? variablesOf(message.value) : [];
    return { variants, reads: new Set([...own, ...variants.flatMap(({ variables }) => [...variables])]) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError([{ source, line: at.line, message: `This message is no template: ${error.message}` }]);
  }
}

/** Renders a message, with a random one of its variants. */
export function wordsOf(
  message: BotMessage,
  { variants }: PreparedMessage,
  variables: Readonly<Record<string, unknown>>,
  random: () => number,
): string {
  if (message.kind === "value") {
    const lookup = (name: string): unknown => variables[name] ?? null;
    const value = new FlowExpressions(lookup, new Work("flow")).value(message.value);
    return value === null ? "" : toText(value);
  }
  return variants[Math.floor(random() * variants.length)]?.render(variables) ?? "";
}
