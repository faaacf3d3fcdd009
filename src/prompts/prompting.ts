import type { PromptConfig } from "../config/config-types.ts";
import { type JudgeAnswer, type ParsedVerdict, readVerdict } from "./judge-answers.ts";
import type { OutputParsers } from "./output-parsers.ts";
import { compilePrompt, renderPrompt } from "./render-prompt.ts";
import { checkJudgePrompt, judgeParser, type TaskSpec } from "./task.ts";

/** What an answer to a judge's prompt means. */
const read = (prompt: PromptConfig, task: TaskSpec, answer: JudgeAnswer, custom?: OutputParsers): ParsedVerdict =>
  readVerdict(judgeParser(prompt, task, custom), answer);

/** How prompts are filled in, and answers of judges read. */
export interface Prompting {
  /** Finds what is wrong with a prompt, at load. Throws a ConfigError. */
  readonly compile: (prompt: PromptConfig) => unknown;
  /** The messages of a prompt with its variables put in, cut to its length by leaving out the oldest of the history. */
  readonly render: typeof renderPrompt;
  /** Finds what is wrong with the prompt of a judge, at load. Throws a ConfigError. */
  readonly check: typeof checkJudgePrompt;
  readonly read: typeof read;
}

/**
 * How prompts are filled in, and answers of judges read, as one thing to bring along: apps without prompts carry none of it.
 *
 * @example
 * const config = RailsConfig.fromObject(object, { catalog: { prompting } }); // has prompts for rails of one's own
 */
export const prompting: Prompting = { compile: compilePrompt, render: renderPrompt, check: checkJudgePrompt, read };
