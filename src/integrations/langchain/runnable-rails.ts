import { AIMessage, type BaseMessageChunk } from "@langchain/core/messages";
import { Runnable, type RunnableConfig, type RunnableLike, _coerceToRunnable } from "@langchain/core/runnables";
import { assertDropIn } from "../../engine/assert-drop-in.ts";
import { checkRequest } from "../../engine/checked-request.ts";
import { assertStreaming, refusalText } from "../../engine/engine-parts.ts";
import { type LLMRails, partsOf } from "../../engine/llm-rails.ts";
import type { OutputMode } from "../../engine/request-rails/request-rails.ts";
import type { AnswerSource } from "../../engine/run/answer-source.ts";
import { GenerationRun } from "../../engine/run/generation-run.ts";
import { parseJson, recordOf } from "../../json.ts";
import { forbiddenInAnswers, forbiddenBy } from "../../rails/forbids.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { type Answer, drainAnswer } from "../../wire/answer.ts";
import { streamWithErrorsMapped, withErrorsMapped, providerFailure } from "../provider-failure.ts";
import { textsIn } from "../texts-in.ts";
import { endOf } from "./answer-end.ts";
import { type AnswerKind, Beside, ChunkDecoder } from "./chunk-decoder.ts";
import { ChunkEncoder } from "./chunk-encoder.ts";
import { type ModelInput, modelInputOf } from "./model-input.ts";
import { type ModelLike, modelTypeOf, refusedAs, toolsOf } from "./model-like.ts";
import { QuestionReader } from "./question.ts";

/** Options of `RunnableRails`. */
export interface RunnableRailsOptions {
  /** The runnable to guard: a model, one with bound tools, or a chain. Default: the main model of the config. */
  readonly runnable?: Runnable;
  /** The key of the input, if a model gets an object. Default `input`. */
  readonly inputKey?: string;
  /**
   * The key of the answer in objects: in those that a chain returns, and in the answer of a model that got an object.
   * Default `output`.
   */
  readonly outputKey?: string;
}

const OPTIONS: Readonly<Record<keyof RunnableRailsOptions, true>> = { runnable: true, inputKey: true, outputKey: true };

/** One guarded call of a runnable. */
interface Guarded {
  readonly run: GenerationRun;
  readonly beside: Beside;
  readonly kind: () => AnswerKind;
}

const messageOf = ({ choices: [choice], verdicts }: Answer, beside: Beside): AIMessage => {
  const { content = "", reasoning = "", refusal = "", toolCalls = [], finishReason = "stop" } = choice ?? {};
  return new AIMessage({
    content: content + refusal,
    ...(reasoning === "" ? {} : { additional_kwargs: { reasoning_content: reasoning } }),
    tool_calls: toolCalls.map(({ id, function: { name, arguments: json } }) => ({
      type: "tool_call",
      id,
      name,
      args: recordOf(parseJson(json)),
    })),
    ...endOf(beside, verdicts, finishReason),
  });
};

async function* once<T>(input: T): AsyncGenerator<T> {
  yield await Promise.resolve(input);
}

/**
 * Guards a model or a chain of LangChain, as a runnable. Corresponds to NeMo Guardrails' `RunnableRails`. The runnable
 * gets its input as the input rails left it; its answer passes the output rails, streamed or whole. Without a runnable
 * the main model of the config answers.
 *
 * Rails read texts, messages, prompts, and texts and messages inside objects and lists. A model that gets an object is
 * called with the value under `inputKey`, and answers under `outputKey`; variables under `context` are those of the
 * request. `response_metadata.guardrails` of a message has the outcome; blocked requests and answers have the finish
 * reason `content_filter`. The runnable runs without callbacks, which would get texts that no rail has read. Its errors
 * become ProviderErrors, with the original text in `detail` for the operator.
 *
 * @throws StreamingNotSupportedError from `stream`, for a config with output rails that does not enable streaming.
 *
 * @example
 * const chain = template.pipe(new RunnableRails(rails).pipe(chatModel)).pipe(new StringOutputParser());
 */
// The same defaults as in LangChain.
// oxlint-disable-next-line typescript/no-explicit-any
export class RunnableRails<Input = any, Output = any> extends Runnable<Input, Output> {
  override lc_namespace: string[] = ["edgerails", "langchain"];
  readonly #rails: LLMRails;
  readonly #options: RunnableRailsOptions;

  constructor(rails: LLMRails, options: RunnableRailsOptions = {}) {
    super();
    assertDropIn("new RunnableRails", rails, options, OPTIONS);
    this.#rails = rails;
    this.#options = options;
  }

  static override lc_name(): string {
    return "RunnableRails";
  }

  /** The first runnable that is piped after the rails is the guarded one; later ones form a chain as usual. */
  override pipe<Next>(next: RunnableLike<Output, Next>): Runnable<Input, Exclude<Next, Error>> {
    if (this.#options.runnable !== undefined) return super.pipe(next);
    return new RunnableRails(this.#rails, { ...this.#options, runnable: _coerceToRunnable(next) as Runnable });
  }

  override invoke(input: Input, options?: Partial<RunnableConfig>): Promise<Output> {
    return this._callWithConfig(
      (given: Input, config) => this.#invoke(this.#modelInput(given), config),
      input,
      options,
    );
  }

  override async *_streamIterator(input: Input, options?: Partial<RunnableConfig>): AsyncGenerator<Output> {
    assertStreaming(this.#rails.config);
    yield* this._transformStreamWithConfig(
      once(input),
      (_generator, _manager, config) => this.#stream(this.#modelInput(input), config),
      options,
    );
  }

  async #invoke(asked: ModelInput, config?: Partial<RunnableConfig>): Promise<Output> {
    const { run, beside, kind } = this.#guard(asked, "held", config);
    const answer = await drainAnswer(await run.start(), refusalText(this.#rails.config));
    if (kind() === "message") return asked.answered(messageOf(answer, beside)) as Output;
    const [choice] = answer.choices;
    const text = `${choice?.content ?? ""}${choice?.refusal ?? ""}`;
    if (kind() === "text") return asked.answered(text) as Output;
    return Object.assign({}, ...beside.fields.take(), { [this.#outputKey]: text }) as Output;
  }

  async *#stream(asked: ModelInput, config?: Partial<RunnableConfig>): AsyncGenerator<Output> {
    const { run, beside, kind } = this.#guard(asked, "streamed", config);
    const encoder = new ChunkEncoder(beside, kind, this.#outputKey);
    for await (const chunk of pipeline<unknown>(await run.start(), [encoder])) yield asked.answered(chunk) as Output;
  }

  /** The input of a chain can have any form. */
  #modelInput(input: Input): ModelInput {
    const { runnable, inputKey = "input" } = this.#options;
    const isModel = runnable === undefined || modelTypeOf(runnable as ModelLike) !== undefined;
    return isModel
      ? modelInputOf(input, { inputKey, outputKey: this.#outputKey })
      : { input, answered: (answer) => answer };
  }

  get #outputKey(): string {
    return this.#options.outputKey ?? "output";
  }

  #guard({ input, context }: ModelInput, mode: OutputMode, config: Partial<RunnableConfig> = {}): Guarded {
    const { runnable } = this.#options;
    const engine = partsOf(this.#rails);
    const forbids = forbiddenBy(engine.rails.input);
    const question = new QuestionReader((value) => forbids(textsIn(value))).read(input);
    const beside = new Beside();
    const answers = forbiddenInAnswers(engine.rails);
    const source: AnswerSource = {
      open: async ({ messages, signal }) => {
        const asked = runnable as Runnable;
        const mapError = providerFailure(asked.getName());
        const own = { ...config, signal };
        const chunks = await withErrorsMapped(mapError, signal, () =>
          ask(asked, question.written(messages), mode, own),
        );
        return pipeline<StreamPart>(streamWithErrorsMapped(mapError, signal, chunks), [
          new ChunkDecoder(beside, this.#outputKey, answers),
        ]);
      },
    };
    const tools = runnable === undefined ? [] : toolsOf(runnable as ModelLike);
    const options = { llm_params: tools.length === 0 ? {} : { tools } };
    const variables = context === undefined ? [] : [{ role: "context", content: context } as const];
    const request = checkRequest({ messages: [...variables, ...question.messages], options });
    const run = new GenerationRun(engine, request, {
      mode,
      source: runnable === undefined ? undefined : source,
      signal: config.signal,
    });
    return { run, beside, kind: () => beside.kind ?? refusedAs(runnable as ModelLike | undefined, input) };
  }
}

const ask = async (
  runnable: Runnable,
  input: unknown,
  mode: OutputMode,
  config: Partial<RunnableConfig>,
): Promise<ReadableStream<unknown>> => {
  const own = { ...config, callbacks: [] };
  return mode === "streamed"
    ? await runnable.stream(input, own)
    : fromIterable([(await runnable.invoke(input, own)) as BaseMessageChunk]);
};
