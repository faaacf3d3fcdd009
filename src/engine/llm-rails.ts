import { type CheckedConfig, configFault } from "../config/checked-config.ts";
import { assertOptions } from "../config/suggest.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { partsFrom } from "../llm/from-stream.ts";
import { type Action, actionName } from "../rails/action.ts";
import { discard } from "../streams/discard.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { pullFrom } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import type { StreamPart } from "../types/stream-part.ts";
import type { Outcome } from "../types/verdict.ts";
import { type Answer, drainAnswer } from "../wire/answer.ts";
import { textView } from "../wire/nemo-text/text-view.ts";
import type { CheckInput } from "./check-subject.ts";
import { checkMessages, type RailsResult, type CheckedMessages } from "./check.ts";
import { assertInput, type CheckedRequest, checkRequest } from "./checked-request.ts";
import { EngineAssembly } from "./engine-assembly.ts";
import { assertStreaming, type EngineParts, refusalText } from "./engine-parts.ts";
import {
  type GenerateInput,
  type StreamInput,
  type WithMetadata,
  type WithoutMetadata,
  type WithResponse,
  withMetadata,
} from "./generation-input.ts";
import { assertResponse, type GuardResponseOptions, guardUpstream, isEventStream } from "./guard/guard-response.ts";
import { LLM_RAILS_OPTIONS, type LLMRailsOptions } from "./llm-rails-options.ts";
import { ExplainInfo } from "./log/explain.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import { readAlong } from "./read-along.ts";
import {
  botMessage,
  type BotMessage,
  type GenerationResponse,
  generationResponse,
  type CompletedRequest,
} from "./results/generation-response.ts";
import { type MetadataChunk, metadataView } from "./results/metadata-view.ts";
import { pullOnDemand, RailsStream } from "./results/rails-stream.ts";
import { inFlightSource } from "./run/answer-source.ts";
import { GenerationRun } from "./run/generation-run.ts";
import { warnOfIssue } from "./warn-once.ts";

const withNormalizedName = (action: Action): Action => ({
  name: actionName(action.name),
  run: (params, context) => action.run(params, context),
});

let readParts: (rails: LLMRails) => EngineParts;

/** The private engine parts of an LLMRails, for the integrations of this package. */
export const partsOf = (rails: LLMRails): EngineParts => readParts(rails);

/**
 * Runs a config: calls models, and guards requests and answers. Create it once and use it for any number of concurrent
 * requests, which share nothing but the config.
 *
 * @example
 * const rails = new LLMRails(await RailsConfig.fromPath("./config"));
 * for await (const chunk of rails.streamAsync({ messages: [{ role: "user", content: "Hello!" }] })) {
 *   process.stdout.write(chunk);
 * }
 */
export class LLMRails {
  readonly config: CheckedConfig;
  /** Settings of the config that have no effect, or not the effect that they seem to have; `onWarning` got the same. */
  readonly warnings: readonly ConfigIssue[];
  readonly #assembly: EngineAssembly;
  #actions: readonly Action[];
  #parts: EngineParts;
  #lastLog: GenerationLog | undefined;

  static {
    readParts = (rails) => rails.#parts;
  }

  /**
   * @throws ConfigError for all errors that can be detected at load: an unknown flow, a missing prompt, an invalid key
   * or pattern.
   */
  constructor(config: CheckedConfig, options: LLMRailsOptions = {}) {
    const fault = configFault(config);
    if (fault !== undefined) throw new ConfigError(fault);
    assertOptions(options, LLM_RAILS_OPTIONS);
    this.config = config;
    this.#assembly = new EngineAssembly(config, options);
    this.#actions = (options.actions ?? []).map(withNormalizedName);
    this.#parts = this.#assembly.parts(this.#actions);
    this.warnings = this.#assembly.warnings(this.#parts);
    this.warnings.forEach((warning) => (options.onWarning ?? warnOfIssue)(warning));
  }

  /**
   * Streams the text of an answer. A blocked answer ends with one JSON chunk that reports the block; a model can write
   * the same text, so rely on `stream.outcome`. Nothing runs before the stream is read.
   *
   * @throws StreamingNotSupportedError when output rails are configured and `rails.output.streaming.enabled` is not true.
   * @throws RequestError for an invalid request.
   */
  streamAsync(input: StreamInput & WithMetadata): RailsStream<MetadataChunk>;
  streamAsync(input: StreamInput & WithoutMetadata): RailsStream;
  streamAsync(input: StreamInput): RailsStream<string | MetadataChunk>;
  streamAsync(input: StreamInput): RailsStream<string | MetadataChunk> {
    const { run, request } = this.#streamingRun(input);
    const view = withMetadata(input) ? metadataView() : textView();
    return new RailsStream(pullThrough<string | MetadataChunk>(pullOnDemand(run), [view]), run, request.options);
  }

  /** Streams an answer as typed parts: text, reasoning, tool calls, verdicts, finish, usage. */
  streamParts(input: StreamInput): RailsStream<StreamPart> {
    const { run, request } = this.#streamingRun(input);
    return new RailsStream(pullOnDemand(run), run, request.options);
  }

  /**
   * Starts a streamed answer at once. Resolves when the input rails have passed and the model has begun, and rejects
   * with any failure before that, so that a server can still send an error status. The signal aborts the start and the
   * model call; cancelling the parts does so too.
   */
  async startStream(input: StreamInput): Promise<StartedStream> {
    const { run, request } = this.#streamingRun(input, { breaksOnAbort: false });
    const parts = new RailsStream(pullFrom(await run.start()), run, request.options);
    return { parts, run };
  }

  /**
   * Generates a complete answer. With `options` or `state` the result is a GenerationResponse with log and more;
   * otherwise a text for a prompt and a message for messages. Uses the same pipeline as `streamAsync`; a blocked answer
   * is the refusal.
   */
  generateAsync(
    input: GenerateInput & { readonly prompt: string } & WithResponse,
  ): Promise<GenerationResponse<string | readonly BotMessage[]>>;
  generateAsync(input: GenerateInput & WithResponse): Promise<GenerationResponse>;
  generateAsync(input: GenerateInput & { readonly prompt: string }): Promise<string>;
  generateAsync(input: GenerateInput): Promise<BotMessage>;
  async generateAsync(
    input: GenerateInput,
  ): Promise<GenerationResponse<string | readonly BotMessage[]> | BotMessage | string> {
    const completed = await this.#complete(input);
    if (input.options !== undefined || input.state !== undefined) {
      return generationResponse(completed, this.#parts, input.prompt !== undefined);
    }
    const { run, answer } = completed;
    const message = botMessage(answer, run.tracker.outcomeSoFar(), this.#parts);
    return input.prompt !== undefined && message.role === "assistant" ? message.content : message;
  }

  /** The same as `generateAsync`: JavaScript has no blocking version. */
  generate: LLMRails["generateAsync"] = this.generateAsync.bind(this);

  /** Generates a complete answer, with its outcome and run, for servers. Does not wait for monitored rails. */
  async complete(input: GenerateInput): Promise<CompleteAnswer> {
    const { run, answer } = await this.#complete(input);
    return { answer, outcome: run.tracker.outcomeSoFar(), run };
  }

  /** Runs rails on messages without generating an answer. */
  async checkAsync(input: CheckInput): Promise<RailsResult> {
    return (await this.check(input)).result;
  }

  /** Like `checkAsync`, with the messages and the log, for servers. */
  check(input: CheckInput): Promise<CheckedMessages> {
    return checkMessages(this.#parts, input);
  }

  /** The outcome of an answer under these rails, without the answer itself. For `shadow`. */
  async readAlong(request: CheckedRequest, answer: Pull<StreamPart>): Promise<Outcome> {
    assertStreaming(this.config);
    return readAlong(this.#parts, request, answer);
  }

  /**
   * Guards a provider's response, streamed or not: `return rails.guardResponse(await fetch(…))`. It reads OpenAI's chat
   * completions and responses and Anthropic's messages, and writes the same format. Resolves once the answer has begun,
   * unless `wire` sets the format, and rejects with any failure before that. An error response keeps its status and
   * gets a fixed body, since errors quote prompts; `errors: "pass"` keeps its body.
   */
  async guardResponse(response: Response, options: GuardResponseOptions = {}): Promise<Response> {
    assertResponse(response, options);
    try {
      if (response.ok && isEventStream(response)) assertStreaming(this.config);
      return await guardUpstream(this.#parts, response, options);
    } catch (error) {
      // Cancels the upstream. No effect if it is locked: its reader has then cancelled it.
      if (response.body !== null) discard(response.body, error);
      throw error;
    }
  }

  /** Adds an action, or replaces the one with its name, for requests that start later. */
  registerAction(action: Action): void {
    const named = withNormalizedName(action);
    const actions = [...this.#actions.filter(({ name }) => name !== named.name), named];
    this.#parts = this.#assembly.parts(actions);
    this.#actions = actions;
  }

  /** Details of the answer that started last. For a particular answer, see its `log`. */
  explain(): ExplainInfo {
    return new ExplainInfo(this.#lastLog);
  }

  #streamingRun(input: StreamInput, { breaksOnAbort = true } = {}): StartedRequest {
    assertInput(input);
    assertStreaming(this.config);
    const { generator, signal } = input;
    const isBare = generator !== undefined && input.messages === undefined && input.prompt === undefined;
    const request = isBare ? { ...checkRequest({ ...input, prompt: "" }), messages: [] } : checkRequest(input);
    const source = generator === undefined ? undefined : inFlightSource(() => partsFrom(generator));
    const run = new GenerationRun(this.#parts, request, { mode: "streamed", source, signal, breaksOnAbort });
    this.#lastLog = run.log;
    return { run, request };
  }

  async #complete(input: GenerateInput): Promise<CompletedRequest> {
    assertInput(input);
    const { streamingHandler, signal } = input;
    const isWatched = streamingHandler !== undefined && this.config.rails.output.streaming.enabled;
    try {
      const request = checkRequest(input);
      const run = new GenerationRun(this.#parts, request, { mode: isWatched ? "streamed" : "held", signal });
      this.#lastLog = run.log;
      const parts = await run.start();
      const watched = streamingHandler === undefined ? parts : streamingHandler.watch(parts);
      return { run, request, answer: await drainAnswer(watched, refusalText(this.config)) };
    } catch (error) {
      streamingHandler?.fail(error);
      throw error;
    }
  }
}

type StartedRequest = Omit<CompletedRequest, "answer">;

/** A streamed answer that has begun. Its parts must be read or cancelled. */
export interface StartedStream {
  readonly parts: RailsStream<StreamPart>;
  readonly run: GenerationRun;
}

/** A complete answer, its outcome, and its run. */
export interface CompleteAnswer {
  readonly answer: Answer;
  readonly outcome: Outcome;
  readonly run: GenerationRun;
}
