import type { PromptConfig, RailsConfigData } from "../config/config-types.ts";
import { flowId, formatFlowId } from "../config/flow-id.ts";
import { hint } from "../config/suggest.ts";
import { ConfigError, RequestError } from "../errors.ts";
import type { LanguageModel, ModelResponse } from "../llm/language-model.ts";
import { createNonce } from "../prompts/nonce.ts";
import type { OutputParsers } from "../prompts/output-parsers.ts";
import { renderPrompt } from "../prompts/render-prompt.ts";
import { selectPrompt } from "../prompts/select-prompt.ts";
import { checkJudgePrompt, DEFAULT_MAX_TOKENS, judgeParser, taskName, type TaskSpec } from "../prompts/task.ts";
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

/** Finds the model of a type; undefined when the config has none. Throws a ConfigError when it cannot be made. */
export type ModelOfType = (type: string) => LanguageModel | undefined;

export interface JudgeOptions {
  readonly config: RailsConfigData;
  /** What is known of tasks, by name. A task that is not among them is asked with the prompt of the config. */
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  readonly modelOf: ModelOfType;
  readonly outputParsers?: OutputParsers;
  readonly now: () => number;
}

/** What one question to a judge is made of. */
export interface JudgeQuestion {
  /** What the prompt reads, beside `history`, `general_instructions` and `nonce`. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly history: readonly ChatMessage[];
  readonly signal: AbortSignal;
  /** The fetch of the request, whose connections the call shares. */
  readonly fetch: typeof fetch;
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
    checkJudgePrompt(this.#prompt(task), this.#spec(task), this.#options.outputParsers);
  }

  /** The same for the task of a flow. What is missing is told of the flow, which stands at `path`. */
  checkFlow(spec: TaskSpec, flow: string, path: string): void {
    const { name, params } = flowId(flow);
    if (spec.perModel === true && params["model"] === undefined) {
      const message = `Flow \`${flow}\` needs a model: write \`${name} $model=<type of a model>\``;
      throw new ConfigError([{ path, message }]);
    }
    const task = taskWithModel(spec.name, params);
    if (spec.prompt === undefined && !this.#hasOwnPrompt(spec.perModel === true ? task : spec.name)) {
      const message = `Missing a \`${task}\` prompt, which the flow \`${flow}\` requires: add it under \`prompts\` with \`task: ${task}\``;
      throw new ConfigError([{ path, message }]);
    }
    this.check(task);
  }

  /** The model that takes the calls of a task: the one its `$model=` names, one of its type, or the main model. */
  modelOf(task: string): LanguageModel {
    const { modelOf } = this.#options;
    const named = flowId(task).params["model"] ?? this.#spec(task).modelType;
    if (named !== undefined) return modelOf(named) ?? noModel(named);
    return modelOf(taskName(task)) ?? modelOf("main") ?? noModel("main");
  }

  /** Asks the judge of a task. Rejects when the call fails; an answer nobody understands is a verdict that blocks. */
  async ask(task: string, { variables, history, signal, fetch: own, onCall }: JudgeQuestion): Promise<JudgeVerdict> {
    const { config, outputParsers, now } = this.#options;
    const prompt = this.#prompt(task);
    const model = this.modelOf(task);
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
      response = await model.generate({ messages, params, signal, fetch: own });
    } finally {
      const base = { task, model, messages, startedAt, finishedAt: now() };
      onCall(response === undefined ? base : { ...base, response });
    }
    return judgeParser(prompt, this.#spec(task), outputParsers)(response.choices[0]?.content ?? "");
  }

  #spec(task: string): TaskSpec {
    const name = taskName(task);
    return this.#options.tasks.get(name) ?? { name, variables: [] };
  }

  #hasOwnPrompt(task: string): boolean {
    const wanted = formatFlowId(flowId(task));
    return this.#options.config.prompts.some((prompt) => formatFlowId(flowId(prompt.task)) === wanted);
  }

  #prompt(task: string): PromptConfig {
    const { config, tasks } = this.#options;
    const { provider, model } = this.modelOf(task);
    const builtIn = [...tasks.values()].flatMap(({ prompt }) => prompt ?? []);
    const prompts = [...builtIn, ...config.prompts];
    const wanted = { engine: provider, model };
    // A task with a model may have a prompt of its own; without one, that of the task serves.
    const prompt = selectPrompt(task, wanted, prompts) ?? selectPrompt(flowId(task).name, wanted, prompts);
    if (prompt !== undefined) return prompt;
    const names = new Set(prompts.map((known) => known.task));
    throw new ConfigError([
      { message: `There is no prompt for task "${task}"${hint(task, [...names])}`, path: "prompts" },
    ]);
  }
}

/** Refuses for want of a model. */
export const noModel = (type: string): never => {
  const cure = type === "main" ? "add one, or pass `llm` to LLMRails" : "add one";
  throw new ConfigError([{ message: `There is no model of type \`${type}\`: ${cure}`, path: "models" }]);
};
