import type { PromptConfig } from "../config/config-types.ts";
import { ConfigError } from "../errors.ts";
import type { ChatMessage } from "../types.ts";
import type { ParsedVerdict, VerdictParser } from "./judge-answers.ts";
import { isSupported, type OutputParsers, verdictParser } from "./output-parsers.ts";
import { compilePrompt } from "./render-prompt.ts";

/** A question that is put to a judge: what its prompt is given, and how its answer is read. */
export interface TaskSpec {
  /** As prompts of a config name it, such as `self_check_input`. */
  readonly name: string;
  /** Variables the prompt may read, beside `history`, `general_instructions`, `sample_conversation` and `nonce`, which all get. */
  readonly variables: readonly string[];
  /** The variable under check. A prompt that does not read it checks nothing. */
  readonly subject?: string;
  /** Whether the judge's yes means that the text is fine. Default false. */
  readonly yesAllows?: boolean;
  /** How answers are read where the prompt names no parser. Default: as `is_content_safe`. */
  readonly parse?: VerdictParser;
  /** Puts the rendered prompt and the conversation together. Default: the prompt alone, which may read `history`. */
  readonly compose?: (prompt: readonly ChatMessage[], question: TaskQuestion) => readonly ChatMessage[];
  /** For configs that bring none. Without it a config must have a prompt for the task. */
  readonly prompt?: PromptConfig;
  /** Whether the flow must name the model, and prompts of the task carry it: `task $model=x`. Default false. */
  readonly perModel?: boolean;
  /** The type of model that takes its calls, where the flow names none. Default: one of the task's name, else `main`. */
  readonly modelType?: string;
}

/** What a prompt is put together with. */
export interface TaskQuestion {
  readonly history: readonly ChatMessage[];
  readonly variables: Readonly<Record<string, unknown>>;
  /** Characters all messages together may have. */
  readonly maxLength: number;
}

/** Tokens a judge may answer with when its prompt does not say. */
export const DEFAULT_MAX_TOKENS = 1024;

const DEFAULT_PARSER = "is_content_safe";

/** A task's own name; a model as in `content_safety_check_input $model=guard` is not part of it. */
export const taskName = (task: string): string => task.split(" ", 1)[0] ?? "";

const flip = (verdict: ParsedVerdict): ParsedVerdict =>
  verdict.recognised ? { ...verdict, allowed: !verdict.allowed } : verdict;

/**
 * Reads the answers of a judge: with the prompt's parser, else the task's, else `is_content_safe`. For tasks in which yes means fine
 * (facts, hallucination) the meaning is turned round; an answer that cannot be read blocks there as well.
 *
 * @throws {ConfigError} on a parser that is unknown or gives no verdict
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
 * Everything that can be wrong with a judge's prompt and be known at load.
 *
 * @throws {ConfigError} on a faulty template or parser, or a prompt that does not read what it is to check
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
