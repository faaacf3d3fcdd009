import type { PromptConfig } from "../config/config-types.ts";
import { ConfigError } from "../errors.ts";
import type { ParsedVerdict } from "./judge-answers.ts";
import { UNREADABLE } from "./judge-answers.ts";
import type { OutputParsers } from "./output-parsers.ts";
import { isSupported, verdictParser } from "./output-parsers.ts";
import { compilePrompt } from "./render-prompt.ts";

export const SELF_CHECK_INPUT = "self_check_input";
export const SELF_CHECK_OUTPUT = "self_check_output";
export const SELF_CHECK_FACTS = "self_check_facts";
export const SELF_CHECK_HALLUCINATION = "self_check_hallucination";
export const CONTENT_SAFETY_INPUT = "content_safety_check_input";
export const CONTENT_SAFETY_OUTPUT = "content_safety_check_output";
export const TOPIC_SAFETY_INPUT = "topic_safety_check_input";
export const LLAMA_GUARD_INPUT = "llama_guard_check_input";
export const LLAMA_GUARD_OUTPUT = "llama_guard_check_output";
export const GENERAL = "general";

/** Tokens a judge may answer with when its prompt does not say. */
export const DEFAULT_MAX_TOKENS = 1024;

const DEFAULT_PARSER = "is_content_safe";

/** What a task's prompt is given and how its answer is read. */
export interface TaskDefinition {
  /** Variables the prompt may read, beside `history`, `general_instructions` and `nonce`, which all get. */
  readonly variables: readonly string[];
  /** The variable under check. A prompt that does not read it checks nothing. */
  readonly subject?: string;
  /** True when the judge's yes means that the text is fine. */
  readonly yesAllows: boolean;
}

const task = (variables: readonly string[], subject?: string, yesAllows: boolean = false): TaskDefinition =>
  Object.freeze(subject === undefined ? { variables, yesAllows } : { variables, subject, yesAllows });

const TASKS: ReadonlyMap<string, TaskDefinition> = new Map([
  [SELF_CHECK_INPUT, task(["user_input"], "user_input")],
  [SELF_CHECK_OUTPUT, task(["user_input", "bot_response", "bot_thinking"], "bot_response")],
  [SELF_CHECK_FACTS, task(["evidence", "response"], "response", true)],
  [SELF_CHECK_HALLUCINATION, task(["statement", "paragraph"], "statement", true)],
  [CONTENT_SAFETY_INPUT, task(["user_input", "reasoning_enabled"], "user_input")],
  [CONTENT_SAFETY_OUTPUT, task(["user_input", "bot_response", "reasoning_enabled"], "bot_response")],
  [TOPIC_SAFETY_INPUT, task([])],
  [LLAMA_GUARD_INPUT, task(["user_input"], "user_input")],
  [LLAMA_GUARD_OUTPUT, task(["user_input", "bot_response"], "bot_response")],
  [GENERAL, task(["relevant_chunks", "sample_conversation"])],
]);

/** The definition of a task; a model as in `content_safety_check_input $model=guard` is not part of its name here. */
export const taskDefinition = (name: string): TaskDefinition | undefined => TASKS.get(name.split(" ", 1)[0] ?? "");

const flip = (verdict: ParsedVerdict): ParsedVerdict =>
  verdict.recognised ? { ...verdict, allowed: !verdict.allowed } : UNREADABLE;

/**
 * Reads the answers of a judge: with the prompt's parser, else `is_content_safe`. For tasks in which yes means fine
 * (facts, hallucination) the meaning is turned round; an answer that cannot be read blocks there as well.
 *
 * @throws {ConfigError} on a parser that is unknown or gives no verdict
 */
export function judgeParser(prompt: PromptConfig, custom?: OutputParsers): (answer: string) => ParsedVerdict {
  const name = prompt.outputParser ?? DEFAULT_PARSER;
  const parse = verdictParser(name, custom);
  if (taskDefinition(prompt.task)?.yesAllows !== true) return parse;
  const isBuiltIn = name === DEFAULT_PARSER && !Object.hasOwn(custom ?? {}, name);
  return isBuiltIn ? isSupported : (answer) => flip(parse(answer));
}

/**
 * Everything that can be wrong with a judge's prompt and be known at load.
 *
 * @throws {ConfigError} on a faulty template or parser, or a prompt that does not read what it is to check
 */
export function checkJudgePrompt(prompt: PromptConfig, custom?: OutputParsers): void {
  const { variables } = compilePrompt(prompt);
  judgeParser(prompt, custom);
  const subject = taskDefinition(prompt.task)?.subject;
  if (subject !== undefined && !variables.has(subject))
    throw new ConfigError([
      {
        message: `The prompt never reads what it checks; write {{ ${subject} }} into it`,
        source: `prompt "${prompt.task}"`,
      },
    ]);
}
