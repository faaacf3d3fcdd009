import type { InstructionConfig, PromptConfig, PromptMessageConfig } from "../config-types.ts";
import { flowId, formatFlowId } from "../flow-id.ts";
import { withoutUndefined } from "../plain-data.ts";
import {
  anyText,
  either,
  list,
  optional,
  type Rule,
  type Schema,
  strict,
  text,
  whole,
  withDefault,
} from "./schema-parts.ts";

const MAX_PROMPT_LENGTH = 1_000_000;

const message: Schema<PromptMessageConfig> = strict({ type: text, content: anyText }, (value) => value);

/** A message, or a template that renders to a list of messages. */
const messageOrTemplate = either<PromptMessageConfig | string>((input) => typeof input === "string", text, message);

const oneText: Rule = (value, report) => {
  const count = [value["content"], value["messages"]].filter((part) => part !== undefined && part !== null).length;
  if (count === 0) report([], "One of `content` or `messages` must be given");
  if (count === 2) report([], "Only one of `content` or `messages` may be given, but found both");
};

/** The canonical form of a task with parameters, such as `content_safety_check_input $model=x`. */
const taskName = (task: string): string => formatFlowId(flowId(task));

export const promptSchema: Schema<PromptConfig> = strict(
  {
    task: text,
    content: optional(text),
    messages: optional(list(messageOrTemplate)),
    models: withDefault(list(text), []),
    output_parser: optional(text),
    max_length: withDefault(whole(1, MAX_PROMPT_LENGTH), 16_000),
    max_tokens: optional(whole(1, MAX_PROMPT_LENGTH)),
    stop: optional(list(anyText)),
    mode: withDefault(text, "standard"),
  },
  ({ task, content, messages, models, output_parser, max_length, max_tokens, stop, mode }) =>
    withoutUndefined<PromptConfig>({
      task: taskName(task),
      content,
      messages,
      models,
      outputParser: output_parser,
      maxLength: max_length,
      maxTokens: max_tokens,
      stop,
      mode,
    }),
  oneText,
);

export const instructionSchema: Schema<InstructionConfig> = strict({ type: text, content: anyText }, (value) => value);
