import type { PromptConfig } from "../config/config-types.ts";
import { type JudgeAnswer, type ParsedVerdict, readVerdict } from "./judge-answers.ts";
import type { OutputParsers } from "./output-parsers.ts";
import { compilePrompt, renderPrompt } from "./render-prompt.ts";
import { checkJudgePrompt, judgeParser, type TaskSpec } from "./task.ts";

/** Parses the answer to a judge's prompt. */
const read = (prompt: PromptConfig, task: TaskSpec, answer: JudgeAnswer, custom?: OutputParsers): ParsedVerdict =>
  readVerdict(judgeParser(prompt, task, custom), answer);

/** Rendering of prompts, and parsing of judges' answers. */
export interface Prompting {
  /** Validates a prompt at load. Throws a ConfigError. */
  readonly compile: (prompt: PromptConfig) => unknown;
  /** Renders a prompt to messages. If it is too long, the oldest turns of the history are dropped. */
  readonly render: typeof renderPrompt;
  /** Validates the prompt of a judge at load. Throws a ConfigError. */
  readonly check: typeof checkJudgePrompt;
  readonly read: typeof read;
}

/**
 * Rendering of prompts and parsing of judges' answers, as an entry of a catalog, so that apps without prompts do not
 * bundle it.
 *
 * @example
 * const config = RailsConfig.fromObject(object, { catalog: { prompting } }); // has prompts for custom rails
 */
export const prompting: Prompting = { compile: compilePrompt, render: renderPrompt, check: checkJudgePrompt, read };
