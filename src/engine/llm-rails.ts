import { type Action, actionName } from "../rails/action.ts";
import type { RailsConfigData } from "../config/config-types.ts";
import { RailsConfig } from "../config/rails-config.ts";
import { validateEnvironment } from "../config/validate-environment.ts";
import { ConfigError, type ConfigIssue, StreamingNotSupportedError } from "../errors.ts";
import { optional } from "../json.ts";
import { partsFrom, type StreamSource } from "../llm/from-stream.ts";
import type { Runtime } from "../http/runtime.ts";
import type { LanguageModel } from "../llm/language-model.ts";
import type { EngineFactory } from "../llm/make-model.ts";
import type { Prompting } from "../prompts/prompting.ts";
import type { OutputParsers } from "../prompts/output-parsers.ts";
import { type ModelOfType, Judges, noModel } from "../rails/judge.ts";
import { broughtBy } from "../library/brought.ts";
import { configWarnings } from "../library/config-warnings.ts";
import { KnownRails, type OwnRail } from "../library/known.ts";
import { type ResolvedRails, resolveOrigins } from "../library/origins.ts";
import type { RailSources } from "../library/resolve.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { textView } from "../wire/nemo-text/text-view.ts";
import type { Clock, StreamPart } from "../types.ts";
import { drainAnswer } from "../wire/answer.ts";
import { type CheckInput, checkMessages, type RailsResult, type CheckedMessages } from "./check.ts";
import { SYSTEM_CLOCK } from "../http/system-clock.ts";
import { type EngineParts, refusalText } from "./engine-parts.ts";
import { ExplainInfo } from "./log/explain.ts";
import type { GenerationLog } from "./log/generation-log.ts";
import { botMessage, type BotMessage, type GenerationResponse, generationResponse } from "./generation-response.ts";
import { GenerationRun } from "./generation-run.ts";
import { type GuardResponseOptions, guardUpstream, isEventStream } from "./guard-response.ts";
import { KeptVaults, type VaultOptions } from "./kept-vaults.ts";
import { type MetadataChunk, metadataView } from "./metadata-view.ts";
import { checkMainPrompts } from "./main-prompt.ts";
import { type CheckedRequest, checkRequest, type GenerationInput } from "./options.ts";
import { Models } from "./models.ts";
import { pullOnDemand, RailsStream } from "./rails-stream.ts";
import type { Recording } from "./record/recording.ts";
import { Shadow } from "./shadow.ts";
import type { StreamingHandler } from "./streaming-handler.ts";
import { underWay } from "./run-settings.ts";
import { type Telemetry, toldWarnings } from "./telemetry.ts";
import { warnOfIssue, warnOnce } from "./warn-once.ts";

export interface LLMRailsOptions {
  /** The main model, instead of the config's. */
  readonly llm?: LanguageModel;
  /**
   * Environment variables and secrets: API keys, the `AI` binding. A Worker's `Env` as it is. Default: none; on Node, Deno
   * and Bun `process.env`.
   */
  readonly env?: object;
  /** Default: the runtime's. */
  readonly fetch?: typeof fetch;
  /** Actions of one's own; the flow of the same name runs one. */
  readonly actions?: readonly Action[];
  /** Rails of one's own, or descriptions of them; a config switches one on by its name. */
  readonly rails?: readonly OwnRail[];
  /** Model engines beside the built-in ones, by the name a config gives. */
  readonly engines?: Readonly<Record<string, EngineFactory>>;
  /** Output parsers beside the built-in ones, by the name a prompt gives. */
  readonly outputParsers?: OutputParsers;
  /** Keeps what input rails mask beyond a request, for requests with a `threadId`. Default: nothing is kept. */
  readonly vault?: VaultOptions;
  /** Told what the config says that has no effect here. Default: `console.warn`, once per process. */
  readonly onWarning?: (warning: ConfigIssue) => void;
  /** What judges on input are asked about where the config does not say: see `rails.input.scope`. Default `turn`. */
  readonly inputScope?: "turn" | "conversation";
  /**
   * Whether it is measured of every answer what gates hold back, so that the verdicts say so. Else only where
   * `options.log.held_text` asks. Default false.
   */
  readonly measuresHolds?: boolean;
  /**
   * Told what the main model's provider sent, byte for byte, when an answer is over: for `replay`. Nothing is told of a model
   * that is not called over HTTP, and of bodies above 8 MiB. It holds what was said, before any rail. What it throws is lost.
   */
  readonly onRecord?: (recording: Recording) => void;
  /**
   * Another config that reads along: it is shown every question and what the model says to it, and what it would have made of
   * them is told as `stream.shadow`. It changes nothing of the answer; its judges are asked and paid for. `false`: another
   * place runs what `monitor` in the config names. Default: none.
   */
  readonly shadow?: LLMRails | false;
  /** Told of every request, such as `openTelemetry()` of `edgerails/otel`; holds are measured for it. Default: nobody. */
  readonly telemetry?: Telemetry;
  /** A number from 0 to 1: chooses among several texts of a bot message, and spreads repeated tries. Default `Math.random`. */
  readonly random?: () => number;
  /** What deadlines of models and rails, back-off and the log go by. Default: the system's. */
  readonly clock?: Clock;
}

export interface StreamInput extends GenerationInput {
  /** An answer from elsewhere: texts, OpenAI chunks or bytes. Output rails guard it; input rails run if there are messages. */
  readonly generator?: StreamSource;
  /** Aborts the request: rails, model and stream. */
  readonly signal?: AbortSignal;
  /** Whether chunks are objects with a text, the last of them with metadata. Default: as `includeGenerationMetadata`. */
  readonly includeMetadata?: boolean;
  /** @deprecated Use `includeMetadata`. */
  readonly includeGenerationMetadata?: boolean;
}

export interface GenerateInput extends GenerationInput {
  /** @deprecated Use `streamAsync`. Gets the text while the call runs. */
  readonly streamingHandler?: StreamingHandler;
  readonly signal?: AbortSignal;
}

/** What makes `generateAsync` answer with more than a message. */
type WithResponse = { readonly options: object } | { readonly state: object };

/** What makes `streamAsync` answer with chunks of one kind. The newer name goes before the older. */
type WithMetadata =
  | { readonly includeMetadata: true }
  | { readonly includeMetadata?: never; readonly includeGenerationMetadata: true };
type WithoutMetadata =
  | { readonly includeMetadata: false }
  | { readonly includeMetadata?: never; readonly includeGenerationMetadata?: false };

const UNHEARD: ConfigIssue = {
  path: "monitor",
  message: "`monitor` has no effect here: a gateway runs the config that it names, elsewhere pass it as `shadow`",
};

const underItsName = (action: Action): Action => ({
  name: actionName(action.name),
  run: (params, context) => action.run(params, context),
});

let friend: (rails: LLMRails) => EngineParts;

/** What is at work in there, for the drop-ins of this package. */
export const partsOf = (rails: LLMRails): EngineParts => friend(rails);

/** A config that is none would guard nothing. */
const assertConfig = (config: unknown): void => {
  if (config instanceof RailsConfig) return;
  const cure = config instanceof Promise ? "did you forget to await it?" : "make one with RailsConfig.from…";
  throw new ConfigError(`LLMRails needs a RailsConfig: ${cure}`);
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
  readonly config: RailsConfig;
  /** What the config says that has no effect here, or is done in another way: what `onWarning` was told. */
  readonly warnings: readonly ConfigIssue[];
  readonly #options: LLMRailsOptions;
  readonly #known: KnownRails;
  readonly #modelsOf: (config: RailsConfigData) => ModelOfType;
  #actions: readonly Action[];
  #parts: EngineParts;
  #lastLog: GenerationLog | undefined;

  static {
    friend = (rails) => rails.#parts;
  }

  /** @throws ConfigError for everything that can be known to fail: an unknown flow, a missing prompt, key or pattern. */
  constructor(config: RailsConfig, options: LLMRailsOptions = {}) {
    assertConfig(config);
    this.config = config;
    this.#options = options;
    this.#known = KnownRails.of(config, options.rails);
    this.#actions = (options.actions ?? []).map(underItsName);
    const made = new Map<RailsConfigData["models"], Models>();
    this.#modelsOf = (config) => {
      const { models } = config;
      const known = made.get(models) ?? new Models(config, { ...options, runtime: this.#runtime });
      made.set(models, known);
      return known.ofType;
    };
    const issues = options.env === undefined ? [] : validateEnvironment(config, options.env);
    if (issues.length > 0) throw new ConfigError(issues);
    checkMainPrompts(config, this.#prompting);
    this.#parts = this.#assemble(this.#actions);
    const doubts = this.#parts.doubts.map((issue) => config.locate(issue));
    const warnings = configWarnings(config, this.#known);
    const told = options.telemetry === undefined ? warnings : toldWarnings(config, warnings);
    const unheard =
      config.other["monitor"] !== undefined && options.shadow === undefined ? [config.locate(UNHEARD)] : [];
    this.warnings = [...told, ...unheard, ...doubts];
    this.warnings.forEach((warning) => (options.onWarning ?? warnOfIssue)(warning));
  }

  /**
   * Answers as a stream of text. A blocked answer ends with one JSON chunk that says so; `stream.outcome` says it without
   * ambiguity. Nothing runs before the stream is read.
   *
   * @throws StreamingNotSupportedError when output rails are configured and `rails.output.streaming.enabled` is not true.
   * @throws RequestError for a request that cannot be meant.
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
    const message = botMessage(answer, await run.books.outcome, this.#parts);
    return input.prompt !== undefined && message.role === "assistant" ? message.content : message;
  }

  /** The same function: JavaScript has no blocking twin. */
  generate: LLMRails["generateAsync"] = this.generateAsync.bind(this);

  /** A complete answer with its books, for servers. */
  async complete(input: GenerateInput): Promise<CompleteAnswer> {
    const { run, answer } = await this.#complete(input);
    return { answer, outcome: await run.books.outcome, run };
  }

  /** Runs rails over messages without generating anything. */
  async checkAsync(input: CheckInput): Promise<RailsResult> {
    return (await this.check(input)).result;
  }

  /** The same with what happened on the way, for a server's own log. */
  check(input: CheckInput): Promise<CheckedMessages> {
    return checkMessages(this.#parts, input);
  }

  /**
   * Guards the answer of an endpoint, streamed or not: `return rails.guardResponse(await fetch(…))`. Chat completions and
   * responses of OpenAI and messages of Anthropic are read, and written again as what they are. Unless `wire` says what to
   * write, it resolves once the answer has begun, and rejects with what failed before that. A response that is no success
   * keeps its status and gets a body of ours, since errors quote prompts; `errors: "pass"` lets it through as it is.
   */
  async guardResponse(response: Response, options: GuardResponseOptions = {}): Promise<Response> {
    try {
      if (response.ok && isEventStream(response)) this.#assertStreaming();
      return await guardUpstream(this.#parts, response, options);
    } catch (error) {
      // Nobody else will read it. Once it is being read, whoever does has cancelled it.
      response.body?.cancel(error).catch(() => {});
      throw error;
    }
  }

  /** Adds an action, or replaces the one of that name, for requests that start from now on. */
  registerAction(action: Action): void {
    const named = underItsName(action);
    const actions = [...this.#actions.filter(({ name }) => name !== named.name), named];
    this.#parts = this.#assemble(actions);
    this.#actions = actions;
  }

  /** What the answer that started last did. For what a particular answer did, see its `log`. */
  explain(): ExplainInfo {
    return new ExplainInfo(this.#lastLog);
  }

  get #runtime(): Runtime {
    const { env, fetch: own, clock = SYSTEM_CLOCK, random } = this.#options;
    return {
      // Any object can be asked for a name; an interface only does not say so.
      env: (env ?? {}) as Readonly<Record<string, unknown>>,
      hasEnv: env !== undefined,
      fetch: own ?? ((input, init) => fetch(input, init)),
      clock,
      ...optional("random", random),
    };
  }

  get #prompting(): Prompting | undefined {
    return broughtBy(this.config).prompting ?? this.#known.prompting;
  }

  #assemble(actions: readonly Action[]): EngineParts {
    const { config } = this;
    const { fetch: runtimeFetch, clock } = this.#runtime;
    const mainModel = (): LanguageModel => this.#modelsOf(config)("main") ?? noModel("main");
    const {
      inputScope = "turn",
      shadow = false,
      onRecord,
      telemetry,
      measuresHolds = telemetry !== undefined,
      vault,
    } = this.#options;
    const keptVaults = vault === undefined ? undefined : new KeptVaults(vault);
    return {
      telemetry,
      onRecord,
      shadowOf: shadow === false ? undefined : (request) => new Shadow(shadow, request),
      config,
      clock,
      inputScope,
      measuresHolds,
      keptVaults,
      prompting: this.#prompting,
      formats: broughtBy(config).formats,
      fetch: runtimeFetch,
      mainModel,
      ...this.#resolve(actions),
    };
  }

  /** What is wrong is told with the file and line it stands in, where they are known. */
  #resolve(actions: readonly Action[]): ResolvedRails {
    try {
      return resolveOrigins(this.config, (config) => this.#sources(config, actions));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(error.issues.map((issue) => this.config.locate(issue)));
    }
  }

  #sources(config: RailsConfigData, actions: readonly Action[]): RailSources {
    const { rails = [], outputParsers } = this.#options;
    const runtime = this.#runtime;
    const judges = new Judges({
      config,
      tasks: this.#known.tasks,
      // A config that was combined for its rails may have no model of its own: the others' serve it.
      modelOf: (type) => this.#modelsOf(config)(type) ?? this.#modelsOf(this.config)(type),
      now: () => runtime.clock.now(),
      prompting: this.#prompting,
      ...(outputParsers === undefined ? {} : { outputParsers }),
    });
    return { config, known: this.#known, judges, runtime, rails, actions };
  }

  #assertStreaming(): void {
    const { flows, streaming } = this.config.rails.output;
    if (flows.length > 0 && !streaming.enabled) throw new StreamingNotSupportedError();
  }

  #streamingRun(input: StreamInput, breaks = true): { readonly run: GenerationRun; readonly request: CheckedRequest } {
    this.#assertStreaming();
    const { generator, signal } = input;
    const isBare = generator !== undefined && input.messages === undefined && input.prompt === undefined;
    const request = isBare ? { ...checkRequest({ ...input, prompt: "" }), messages: [] } : checkRequest(input);
    const source = generator === undefined ? undefined : underWay(() => partsFrom(generator));
    const run = new GenerationRun(this.#parts, request, { mode: "streamed", source, signal, breaks });
    this.#lastLog = run.log;
    return { run, request };
  }

  async #complete(input: GenerateInput): Promise<{
    readonly run: GenerationRun;
    readonly request: CheckedRequest;
    readonly answer: Awaited<ReturnType<typeof drainAnswer>>;
  }> {
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

/** A streamed answer that has begun. Its parts must be read or cancelled. */
export interface StartedStream {
  readonly parts: ReadableStream<StreamPart>;
  readonly run: GenerationRun;
}

export interface CompleteAnswer {
  readonly answer: Awaited<ReturnType<typeof drainAnswer>>;
  readonly outcome: Awaited<GenerationRun["books"]["outcome"]>;
  readonly run: GenerationRun;
}

const withMetadata = ({ includeMetadata, includeGenerationMetadata }: StreamInput): boolean => {
  if (includeGenerationMetadata === undefined) return includeMetadata ?? false;
  warnOnce("includeGenerationMetadata", "includeGenerationMetadata is deprecated: use includeMetadata");
  return includeMetadata ?? includeGenerationMetadata;
};
