import { discard } from "../streams/discard.ts";
import { type Action, actionName } from "../rails/action.ts";
import { CheckedConfig } from "../config/checked-config.ts";
import { ConfigError, type ConfigIssue } from "../errors.ts";
import { partsFrom } from "../llm/from-stream.ts";
import { pullThrough } from "../streams/pipeline.ts";
import type { Pull } from "../streams/stage.ts";
import { textView } from "../wire/nemo-text/text-view.ts";
import type { Outcome, StreamPart } from "../types.ts";
import { type Answer, drainAnswer } from "../wire/answer.ts";
import type { CheckInput } from "./check-subject.ts";
import { checkMessages, type RailsResult, type CheckedMessages } from "./check.ts";
import { assertStreaming, type EngineParts, refusalText } from "./engine-parts.ts";
import { ExplainInfo } from "./log/explain.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import {
  botMessage,
  type BotMessage,
  type GenerationResponse,
  generationResponse,
} from "./results/generation-response.ts";
import { GenerationRun } from "./run/generation-run.ts";
import { type GuardResponseOptions, guardUpstream, isEventStream } from "./guard/guard-response.ts";
import { EngineAssembly } from "./engine-assembly.ts";
import type { LLMRailsOptions } from "./llm-rails-options.ts";
import { type MetadataChunk, metadataView } from "./results/metadata-view.ts";
import { type CheckedRequest, checkRequest } from "./checked-request.ts";
import { pullOnDemand, RailsStream } from "./results/rails-stream.ts";
import { readAlong } from "./read-along.ts";
import { inFlightSource } from "./run/answer-source.ts";
import {
  type GenerateInput,
  type StreamInput,
  type WithMetadata,
  type WithoutMetadata,
  type WithResponse,
  withMetadata,
} from "./generation-input.ts";
import { warnOfIssue } from "./warn-once.ts";

const withNormalizedName = (action: Action): Action => ({
  name: actionName(action.name),
  run: (params, context) => action.run(params, context),
});

let readParts: (rails: LLMRails) => EngineParts;

/** The private engine parts of an LLMRails, for the integrations of this package. */
export const partsOf = (rails: LLMRails): EngineParts => readParts(rails);

const assertConfig = (config: unknown): void => {
  if (config instanceof CheckedConfig) return;
  const fix = config instanceof Promise ? "did you forget to await it?" : "make one with RailsConfig.from…";
  throw new ConfigError(`LLMRails needs a RailsConfig: ${fix}`);
};

/**
 * A config at work: asks models, guards what goes in and what comes out. Made once, used for any number of requests at
 * the same time; requests share nothing but the config.
 *
 * @example
 * const rails = new LLMRails(await RailsConfig.fromPath("./config"));
 * for await (const chunk of rails.streamAsync({ messages: [{ role: "user", content: "Hello!" }] })) {
 *   process.stdout.write(chunk);
 * }
 */
export class LLMRails {
  readonly config: CheckedConfig;
  /** Settings of the config that have no effect here, or another effect than they say; `onWarning` got the same. */
  readonly warnings: readonly ConfigIssue[];
  readonly #assembly: EngineAssembly;
  #actions: readonly Action[];
  #parts: EngineParts;
  #lastLog: GenerationLog | undefined;

  static {
    readParts = (rails) => rails.#parts;
  }

  /** @throws ConfigError for everything that can be known to fail: an unknown flow, a missing prompt, key or pattern. */
  constructor(config: CheckedConfig, options: LLMRailsOptions = {}) {
    assertConfig(config);
    this.config = config;
    this.#assembly = new EngineAssembly(config, options);
    this.#actions = (options.actions ?? []).map(withNormalizedName);
    this.#parts = this.#assembly.parts(this.#actions);
    this.warnings = this.#assembly.warnings(this.#parts);
    this.warnings.forEach((warning) => (options.onWarning ?? warnOfIssue)(warning));
  }

  /**
   * Answers as a stream of text. A blocked answer ends with one JSON chunk that says so; `stream.outcome` says it without
   * ambiguity. Nothing runs before the stream is read.
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

  /** The same as typed parts: text, reasoning, tool calls, verdicts, finish, usage. */
  streamParts(input: StreamInput): RailsStream<StreamPart> {
    const { run, request } = this.#streamingRun(input);
    return new RailsStream(pullOnDemand(run), run, request.options);
  }

  /**
   * Starts a streamed answer at once: resolves when input rails have passed and the model has begun, and rejects with what
   * failed before that, so that a server can still answer with a status. The signal stops the start and the model; who
   * stops reading cancels the parts.
   */
  async startStream(input: StreamInput): Promise<StartedStream> {
    const { run } = this.#streamingRun(input, false);
    const parts = await run.start();
    return { parts, run };
  }

  /**
   * Answers at once. With `options` or `state` the result has the log and more; a prompt is answered by its text, messages
   * by a message. The same pipeline as `streamAsync`, read to its end: an answer that is blocked is the refusal.
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
    const { run, request, answer } = await this.#complete(input);
    if (input.options !== undefined || input.state !== undefined) {
      return generationResponse(run, answer, request, this.#parts, input.prompt !== undefined);
    }
    const message = botMessage(answer, run.tracker.outcomeSoFar(), this.#parts);
    return input.prompt !== undefined && message.role === "assistant" ? message.content : message;
  }

  /** The same as `generateAsync`: JavaScript has no blocking version. */
  generate: LLMRails["generateAsync"] = this.generateAsync.bind(this);

  /** A complete answer with its outcome and run, for servers. Does not wait for monitored rails. */
  async complete(input: GenerateInput): Promise<CompleteAnswer> {
    const { run, answer } = await this.#complete(input);
    return { answer, outcome: run.tracker.outcomeSoFar(), run };
  }

  /** Runs rails over messages without generating anything. */
  async checkAsync(input: CheckInput): Promise<RailsResult> {
    return (await this.check(input)).result;
  }

  /** The same with the messages and the log, for servers. */
  check(input: CheckInput): Promise<CheckedMessages> {
    return checkMessages(this.#parts, input);
  }

  /** The outcome of an answer under these rails, without the answer itself. For `shadow`. */
  async readAlong(request: CheckedRequest, answer: Pull<StreamPart>): Promise<Outcome> {
    assertStreaming(this.config);
    return readAlong(this.#parts, request, answer);
  }

  /**
   * Guards the answer of an endpoint, streamed or not: `return rails.guardResponse(await fetch(…))`. Chat completions and
   * responses of OpenAI and messages of Anthropic are read, and written again as what they are. Unless `wire` says what to
   * write, it resolves once the answer has begun, and rejects with what failed before that. A response that is no success
   * keeps its status and gets a body of ours, since errors quote prompts; `errors: "pass"` lets it through as it is.
   */
  async guardResponse(response: Response, options: GuardResponseOptions = {}): Promise<Response> {
    try {
      if (response.ok && isEventStream(response)) assertStreaming(this.config);
      return await guardUpstream(this.#parts, response, options);
    } catch (error) {
      // Cancels the upstream. No effect if it is locked: its reader has then cancelled it.
      if (response.body !== null) discard(response.body, error);
      throw error;
    }
  }

  /** Adds an action, or replaces the one of that name, for requests that start from now on. */
  registerAction(action: Action): void {
    const named = withNormalizedName(action);
    const actions = [...this.#actions.filter(({ name }) => name !== named.name), named];
    this.#parts = this.#assembly.parts(actions);
    this.#actions = actions;
  }

  /** What the answer that started last did. For what a particular answer did, see its `log`. */
  explain(): ExplainInfo {
    return new ExplainInfo(this.#lastLog);
  }

  #streamingRun(input: StreamInput, breaksOnAbort = true): StartedRequest {
    assertStreaming(this.config);
    const { generator, signal } = input;
    const isBare = generator !== undefined && input.messages === undefined && input.prompt === undefined;
    const request = isBare ? { ...checkRequest({ ...input, prompt: "" }), messages: [] } : checkRequest(input);
    const source = generator === undefined ? undefined : inFlightSource(() => partsFrom(generator));
    const run = new GenerationRun(this.#parts, request, { mode: "streamed", source, signal, breaksOnAbort });
    this.#lastLog = run.log;
    return { run, request };
  }

  async #complete(input: GenerateInput): Promise<StartedRequest & { readonly answer: Answer }> {
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

interface StartedRequest {
  readonly request: CheckedRequest;
  readonly run: GenerationRun;
}

/** A streamed answer that has begun. Its parts must be read or cancelled. */
export interface StartedStream {
  readonly parts: ReadableStream<StreamPart>;
  readonly run: GenerationRun;
}

/** An answer that is complete: its choices, what became of it, and the run it came from. */
export interface CompleteAnswer {
  readonly answer: Answer;
  readonly outcome: Outcome;
  readonly run: GenerationRun;
}
