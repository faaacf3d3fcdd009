import type { PromptConfig } from "../config/config-types.ts";
import { ConfigError } from "../errors.ts";
import type { ChatMessage } from "../types/chat-message.ts";
import type { ParsedVerdict, VerdictParser } from "./judge-answers.ts";
import { isSupported, type OutputParsers, verdictParser } from "./output-parsers.ts";
import { compilePrompt } from "./render-prompt.ts";

/** A task of a judge: the inputs of its prompt, and how its answer is parsed. */
export interface TaskSpec {
  /** The name that prompts in a config refer to, such as `self_check_input`. */
  readonly name: string;
  /** Variables of the prompt, in addition to `history`, `general_instructions`, `sample_conversation` and `nonce`. */
  readonly variables: readonly string[];
  /** The variable with the checked text. A prompt that does not use it is an error. */
  readonly subject?: string;
  /** Whether "yes" allows. Default false. */
  readonly yesAllows?: boolean;
  /** Parses answers if the prompt names no parser. Default: `is_content_safe`. */
  readonly parse?: VerdictParser;
  /** Combines the rendered prompt with the conversation. Default: the prompt alone, which may use `history`. */
  readonly compose?: (prompt: readonly ChatMessage[], question: TaskQuestion) => readonly ChatMessage[];
  /** The built-in prompt. Without one, the config must have a prompt for the task. */
  readonly prompt?: PromptConfig;
  /** Whether the flow must name the model, and prompts refer to it: `task $model=x`. Default false. */
  readonly perModel?: boolean;
  /** The type of model to call if the flow names none. Default: the task's name, else `main`. */
  readonly modelType?: string;
}

/** The inputs of `compose`. */
export interface TaskQuestion {
  readonly history: readonly ChatMessage[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** Characters that all messages may have together. */
  readonly maxLength: number;
}

/** Tokens of a judge's answer if its prompt sets no limit. */
export const DEFAULT_MAX_TOKENS = 1024;

const DEFAULT_PARSER = "is_content_safe";

/** The name of a task without parameters such as `$model=guard`. */
export const taskName = (task: string): string => task.split(" ", 1)[0] ?? "";

const flip = (verdict: ParsedVerdict): ParsedVerdict =>
  verdict.recognised ? { ...verdict, allowed: !verdict.allowed } : verdict;

/**
 * The parser for a judge's answers: the prompt's, else the task's, else `is_content_safe`. For tasks in which yes
 * allows (facts, hallucination), the result is inverted; an unreadable answer blocks in any case.
 *
 * @throws {ConfigError} for a parser that is unknown or returns no verdict
 */
export function judgeParser(
  prompt: PromptConfig,
  { yesAllows = false, parse: own }: Pick<TaskSpec, "yesAllows" | "parse">,
  custom?: OutputParsers,
): VerdictParser {
  if (own !== undefined && prompt.outputParser === undefined) return own;
  const name = prompt.outputParser ?? DEFAULT_PARSER;
  const parse = verdictParser(name, custom);
  if (!yesAllows) return parse;
  const isBuiltIn = name === DEFAULT_PARSER && !Object.hasOwn(custom ?? {}, name);
  return isBuiltIn ? isSupported : (answer) => flip(parse(answer));
}

/**
 * Validates the prompt of a judge at load.
 *
 * @throws {ConfigError} for an invalid template or parser, or a prompt that does not use the checked text
 */
export function checkJudgePrompt(prompt: PromptConfig, task: TaskSpec, custom?: OutputParsers): void {
  const { variables } = compilePrompt(prompt);
  judgeParser(prompt, task, custom);
  const { subject } = task;
  if (subject !== undefined && !variables.has(subject))
    throw new ConfigError([
      {
        message: `The prompt never reads what it checks; write {{ ${subject} }} into it`,
        source: `prompt "${prompt.task}"`,
      },
    ]);
}
