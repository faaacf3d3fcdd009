import type { PromptConfig, RailsConfigData } from "../config/config-types.ts";
import { flowId } from "../config/flow-id.ts";
import { hint } from "../config/suggest.ts";
import { ConfigError, RequestError } from "../errors.ts";
import type { LanguageModel, ModelResponse } from "../llm/language-model.ts";
import { createNonce } from "../prompts/nonce.ts";
import type { OutputParsers } from "../prompts/output-parsers.ts";
import type { Prompting } from "../prompts/prompting.ts";
import { selectPrompt } from "../prompts/select-prompt.ts";
import { DEFAULT_MAX_TOKENS, taskName, type TaskSpec } from "../prompts/task.ts";
import type { ChatMessage } from "../types/chat-message.ts";
import type { JudgeVerdict } from "./rail.ts";
import { bothOrders, promptNames, taskOf } from "./task-names.ts";

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
  /** The known tasks by name. Other tasks use a prompt of the config. */
  readonly tasks: ReadonlyMap<string, TaskSpec>;
  readonly modelOf: ModelOfType;
  readonly outputParsers?: OutputParsers;
  /** The template engine of prompts. Without it no judge can be called. */
  readonly prompting: Prompting | undefined;
  readonly now: () => number;
}

/** One call to a judge. */
export interface JudgeRequest {
  /** Variables of the prompt, besides `history`, `general_instructions`, `sample_conversation` and `nonce`. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly history: readonly ChatMessage[];
  readonly signal: AbortSignal;
  /** The fetch of the request, whose connections the call shares. */
  readonly fetch: typeof fetch;
  readonly onCall: (call: JudgeCall) => void;
}

/** The judges of one config. Everything that can be checked is checked when the config is loaded. */
export class Judges {
  readonly #options: JudgeOptions;

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  /** Throws a ConfigError for a task without a prompt, a parser or a model. */
  check(task: string): void {
    this.#prompting.check(this.#prompt(task), this.#spec(task), this.#options.outputParsers);
  }

  /** The same for the task of a flow, with errors that name the flow and its `path` in the config. */
  checkFlow(spec: TaskSpec, flow: string, path: string): void {
    const { name, params } = flowId(flow);
    if (spec.perModel === true && params["model"] === undefined) {
      const message = `Flow \`${flow}\` needs a model: write \`${name} $model=<type of a model>\``;
      throw new ConfigError([{ path, message }]);
    }
    const task = taskOf(spec.name, params);
    if (!this.#hasPrompt(spec, task)) {
      const message = `Missing a \`${task}\` prompt, which the flow \`${flow}\` requires: add it under \`prompts\` with \`task: ${task}\``;
      throw new ConfigError([{ path, message }]);
    }
    this.check(task);
  }

  /**
   * The model of a task: the one that `$model=` names, one whose type is the variant or the name of the task, or the
   * main model.
   */
  modelOf(task: string): LanguageModel {
    const { modelOf } = this.#options;
    const { model, variant } = flowId(task).params;
    const named = model ?? this.#spec(task).modelType;
    if (named !== undefined) return modelOf(named) ?? noModel(named);
    const own = variant === undefined ? undefined : modelOf(variant);
    return own ?? modelOf(taskName(task)) ?? modelOf("main") ?? noModel("main");
  }

  /** Calls the judge of a task. Rejects if the call fails; an answer that cannot be parsed is a verdict that blocks. */
  async evaluate(task: string, request: JudgeRequest): Promise<JudgeVerdict> {
    const prompt = this.#prompt(task);
    const response = await this.#generate(task, prompt, request);
    const { content = "", finishReason } = response.choices[0] ?? {};
    const answer = finishReason === undefined ? { content } : { content, finishReason };
    return this.#prompting.read(prompt, this.#spec(task), answer, this.#options.outputParsers);
  }

  async #generate(task: string, prompt: PromptConfig, request: JudgeRequest): Promise<ModelResponse> {
    const { config, now } = this.#options;
    const { signal, fetch, onCall } = request;
    const model = this.modelOf(task);
    const messages = this.#messages(task, prompt, request);
    const params = {
      temperature: config.lowestTemperature,
      max_tokens: prompt.maxTokens ?? DEFAULT_MAX_TOKENS,
      ...(prompt.stop === undefined ? {} : { stop: prompt.stop }),
    };
    const startedAt = now();
    let response: ModelResponse | undefined;
    try {
      response = await model.generate({ messages, params, signal, fetch });
      return response;
    } finally {
      const base = { task, model, messages, startedAt, finishedAt: now() };
      onCall(response === undefined ? base : { ...base, response });
    }
  }

  #messages(task: string, prompt: PromptConfig, { variables, history }: JudgeRequest): readonly ChatMessage[] {
    const { config } = this.#options;
    const own = {
      general_instructions: config.instructions.find(({ type }) => type === "general")?.content ?? "",
      sample_conversation: config.sampleConversation,
      nonce: createNonce(),
    };
    const rendered = this.#prompting.render(prompt, { ...variables, ...own }, history);
    const { maxLength } = prompt;
    const messages = this.#spec(task).compose?.(rendered, { history, variables, maxLength }) ?? rendered;
    if (messages.length === 0) throw new RequestError(`Cannot ask judge: the prompt for "${task}" came out empty`);
    return messages;
  }

  get #prompting(): Prompting {
    return this.#options.prompting ?? noPrompting();
  }

  #spec(task: string): TaskSpec {
    const name = taskName(task);
    return this.#options.tasks.get(name) ?? { name, variables: [] };
  }

  /** Tasks with a required model or a variant need a prompt in the config; others can use the rail's built-in one. */
  #hasPrompt({ prompt, perModel = false }: TaskSpec, task: string): boolean {
    if (prompt !== undefined && flowId(task).params["variant"] === undefined) return true;
    const wanted = perModel ? bothOrders(task) : promptNames(task);
    const own = this.#options.config.prompts.map((one) => one.task);
    return wanted.some((one) => own.includes(one));
  }

  #prompt(task: string): PromptConfig {
    const { config, tasks } = this.#options;
    const { provider, model } = this.modelOf(task);
    const builtIn = [...tasks.values()].flatMap(({ prompt }) => prompt ?? []);
    const prompts = [...builtIn, ...config.prompts];
    const wanted = { engine: provider, model };
    // A prompt for the task with its model wins over one for the task.
    for (const name of promptNames(task)) {
      const prompt = selectPrompt(name, wanted, prompts);
      if (prompt !== undefined) return prompt;
    }
    const names = new Set(prompts.map((known) => known.task));
    throw new ConfigError([
      { message: `There is no prompt for task "${task}"${hint(task, [...names])}`, path: "prompts" },
    ]);
  }
}

/** Throws the ConfigError for a missing template engine. */
export const noPrompting = (): never => {
  const fix = 'pass `prompting` of "edgerails/rails" in `catalog` to RailsConfig.fromObject';
  throw new ConfigError([
    {
      message: `Prompts are filled in by \`prompting\`, which is not in the catalog of this config: ${fix}`,
      path: "prompts",
    },
  ]);
};

/** Throws the ConfigError for a missing model. */
export const noModel = (type: string): never => {
  const fix = type === "main" ? "add one, or pass `llm` to LLMRails" : "add one";
  const message = `There is no model of type \`${type}\`: ${fix}`;
  throw new ConfigError([{ message, path: "models", ...(type === "main" ? { about: "code" } : {}) }]);
};
