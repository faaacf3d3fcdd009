import type { PromptConfig, RailsConfigData } from "../config/config-types.ts";
import { flowId } from "../config/flow-id.ts";
import { hint } from "../config/suggest.ts";
import { ConfigError, RequestError } from "../errors.ts";
import type { LanguageModel, ModelResponse } from "../llm/language-model.ts";
import { DEFAULT_PROMPTS } from "../prompts/default-prompts.ts";
import { createNonce } from "../prompts/nonce.ts";
import type { OutputParsers } from "../prompts/output-parsers.ts";
import { renderPrompt } from "../prompts/render-prompt.ts";
import { selectPrompt } from "../prompts/select-prompt.ts";
import { checkJudgePrompt, DEFAULT_MAX_TOKENS, judgeParser } from "../prompts/tasks.ts";
import type { ChatMessage } from "../types.ts";
import type { JudgeVerdict } from "./rail.ts";

/** A model call that a rail made, for the log. */
export interface JudgeCall {
  readonly task: string;
  readonly model: LanguageModel;
  readonly messages: readonly ChatMessage[];
  readonly startedAt: number;
  readonly finishedAt: number;
  /** Absent when the call failed. */
  readonly response?: ModelResponse;
}

/** Which model takes the calls of a task: the one of that type, else `main`. */
export type ModelOfTask = (task: string) => LanguageModel;

export interface JudgeOptions {
  readonly config: RailsConfigData;
  readonly modelOf: ModelOfTask;
  readonly outputParsers?: OutputParsers;
  readonly now: () => number;
}

/** What one question to a judge is made of. */
export interface JudgeQuestion {
  /** What the prompt reads, beside `history`, `general_instructions` and `nonce`. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly history: readonly ChatMessage[];
  readonly signal: AbortSignal;
  readonly onCall: (call: JudgeCall) => void;
}

/** The task as the prompt of a config may name it when its flow names a model. */
export const taskWithModel = (task: string, { model }: Readonly<Record<string, string>>): string =>
  model === undefined ? task : `${task} $model=${model}`;

/** The judges of one config: what can be known to fail fails when it is loaded. */
export class Judges {
  readonly #options: JudgeOptions;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** Everything about a task that can be known to fail before a request. Throws a ConfigError. */
  check(task: string): void {
    checkJudgePrompt(this.#prompt(task), this.#options.outputParsers);
  }

  /** Asks the judge of a task. Rejects when the call fails; an answer nobody understands is a verdict that blocks. */
  async ask(task: string, { variables, history, signal, onCall }: JudgeQuestion): Promise<JudgeVerdict> {
    const { config, modelOf, outputParsers, now } = this.#options;
    const prompt = this.#prompt(task);
    const model = modelOf(task);
    const instructions = config.instructions.find(({ type }) => type === "general")?.content ?? "";
    const filled = { ...variables, general_instructions: instructions, nonce: createNonce() };
    const messages = renderPrompt(prompt, filled, history);
    if (messages.length === 0) throw new RequestError(`Cannot ask judge: the prompt for "${task}" came out empty`);
    const params = {
      temperature: config.lowestTemperature,
      max_tokens: prompt.maxTokens ?? DEFAULT_MAX_TOKENS,
      ...(prompt.stop === undefined ? {} : { stop: prompt.stop }),
    };
    const startedAt = now();
    let response: ModelResponse | undefined;
    try {
      response = await model.generate({ messages, params, signal });
    } finally {
      const base = { task, model, messages, startedAt, finishedAt: now() };
      onCall(response === undefined ? base : { ...base, response });
    }
    return judgeParser(prompt, outputParsers)(response.choices[0]?.content ?? "");
  }

  #prompt(task: string): PromptConfig {
    const { config, modelOf } = this.#options;
    const { provider, model } = modelOf(task);
    const prompts = [...DEFAULT_PROMPTS, ...config.prompts];
    const wanted = { engine: provider, model };
    // A task with a model may have a prompt of its own; without one, that of the task serves.
    const prompt = selectPrompt(task, wanted, prompts) ?? selectPrompt(flowId(task).name, wanted, prompts);
    if (prompt !== undefined) return prompt;
    const tasks = new Set(prompts.map((known) => known.task));
    throw new ConfigError([
      { message: `There is no prompt for task "${task}"${hint(task, [...tasks])}`, path: "prompts" },
    ]);
  }
}
