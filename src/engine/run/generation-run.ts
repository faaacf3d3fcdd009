import { customNames, withoutCustomTools } from "../../llm/custom-tools.ts";
import type { InputResult } from "../../rails/request/input-rails.ts";
import { callIdsOf, messageText } from "../../rails/request/message-text.ts";
import type { Variables } from "../../rails/request/retrieval.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import { metadataFilter } from "../../streams/parts/metadata-filter.ts";
import { toolCallOpenings } from "../../streams/parts/tool-call-openings.ts";
import { UsageMeter } from "../../streams/parts/usage-meter.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { Stage } from "../../streams/stage.ts";
import type { ChatMessage } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import type { StreamUsage } from "../../types/usage.ts";
import type { Verdict } from "../../types/verdict.ts";
import type { CheckedRequest } from "../checked-request.ts";
import { type EngineParts, refusalText } from "../engine-parts.ts";
import { GateHolds } from "../log/gate-holds.ts";
import { GenerationLog } from "../log/generation-log.ts";
import { ResponseRecorder } from "../record/response-recorder.ts";
import { RequestRails } from "../request-rails/request-rails.ts";
import type { Shadow } from "../shadow.ts";
import { beginReport, type FinishedRequest, loggedRequest, type ReportOnce } from "../telemetry.ts";
import { type AnswerSource, type PassedRequest, settledOnce, unlessAborted } from "./answer-source.ts";
import { announce, refusalParts, refusalUsage, stopStages } from "./answer-stages.ts";
import { AnswerTracker } from "./answer-tracker.ts";
import { type GivenAnswer, givenAnswer } from "./given-answer.ts";
import { MainCall } from "./main-call.ts";
import { Monitors } from "./monitors.ts";
import type { RunSettings } from "./run-settings.ts";
import { savedTokens } from "./saved-tokens.ts";
import { type CheckedInput, generateSpeculatively } from "./speculative-generation.ts";

/**
 * One request from input rails to telemetry: it checks the input, calls the model (or takes an answer from elsewhere),
 * sends the answer through the output rails and reports how it ended. It costs nothing until it is started.
 */
export class GenerationRun {
  readonly log: GenerationLog;
  readonly tracker: AnswerTracker;
  /** The config that is shadow-tested, once the request has started. */
  shadow: Shadow | undefined;
  readonly #parts: EngineParts;
  readonly #request: CheckedRequest;
  readonly #settings: RunSettings;
  readonly #source: Required<AnswerSource> | undefined;
  /** The answer of a request whose options switch the main model off. */
  readonly #givenAnswer: GivenAnswer | undefined;
  readonly #rails: RequestRails;
  readonly #monitors: Monitors;
  readonly #meter: UsageMeter;
  readonly #call: MainCall;
  readonly #recorder: ResponseRecorder | undefined;
  readonly #abort: AbortController = new AbortController();
  /** What the model will be asked: the request, and then what the input rails left of it. */
  #prompt: Pick<PassedRequest, "messages" | "params">;
  #checkedMessages: readonly ChatMessage[] = [];
  /** Set by `start`: a request that never starts is not reported. */
  #report: ReportOnce = () => {};

  constructor(parts: EngineParts, request: CheckedRequest, settings: RunSettings) {
    this.#parts = parts;
    this.#request = request;
    this.#settings = settings;
    this.#source = settings.source === undefined ? undefined : settledOnce(settings.source);
    this.#givenAnswer = this.#source === undefined ? givenAnswer(request) : undefined;
    this.#prompt = {
      messages: this.#givenAnswer?.conversation ?? request.messages,
      params: request.options.llm_params ?? {},
    };
    this.log = new GenerationLog(parts.clock);
    if (parts.measuresHolds || request.options.log?.held_text === true) this.log.holds = new GateHolds(parts.clock);
    this.#call = new MainCall(parts.clock);
    const { onRecord } = parts;
    if (onRecord !== undefined) this.#recorder = new ResponseRecorder(parts.clock, request, onRecord);
    this.#monitors = new Monitors(parts, this.log);
    this.#rails = new RequestRails(parts, request, this.log, this.#monitors);
    this.#meter = new UsageMeter(() => this.#call.promptTokens);
    this.tracker = new AnswerTracker({
      meter: this.#meter,
      log: this.log,
      monitors: this.#monitors,
      withdraws: settings.mode === "held",
      saved: (spent) => savedTokens(spent, this.#prompt.params, this.#call.isStarted ? [] : this.#prompt.messages),
      onSettled: (usage, broken) => this.#close(usage, broken),
    });
  }

  /** The conversation as the rails left it; empty before they have read it. */
  get messages(): readonly ChatMessage[] {
    return this.#checkedMessages;
  }

  /** Whether an incremental output rail forbids a text that is not part of the answer, such as a name. */
  forbids(text: string): boolean {
    return this.#rails.forbidden(this.#prompt.messages)(text);
  }

  /** The context of the request as retrieval rails left it. */
  get variables(): Variables {
    return this.#rails.variables;
  }

  /**
   * Runs the input rails and calls the model. Resolves once the answer has begun, and rejects with any failure before
   * that. The stream it resolves to must be read or cancelled.
   */
  async start(): Promise<ReadableStream<StreamPart>> {
    const { signal } = this.#settings;
    this.log.begin();
    if (this.#givenAnswer === undefined) this.shadow = this.#parts.shadowOf?.(this.#request);
    this.#report = beginReport(this.#parts.telemetry, this.#parts.config, this.log.startedAt);
    if (signal?.aborted === true) this.abort(signal.reason);
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
    try {
      return await this.#checkAndAnswer();
    } catch (error) {
      this.#source?.discard(error);
      this.tracker.abort(error);
      throw error;
    }
  }

  /** Stops everything that runs for this request: rails, and the model's call. */
  abort(reason?: unknown): void {
    this.#abort.abort(reason);
    this.#source?.discard(reason);
    this.tracker.abort(reason);
  }

  async #checkAndAnswer(): Promise<ReadableStream<StreamPart>> {
    const { signal } = this.#abort;
    signal.throwIfAborted();
    const { input, answer } = this.#canSpeculate ? await this.#speculate() : await this.#check();
    signal.throwIfAborted();
    // The log gets the messages after the rails, so that what they masked is not in it.
    this.#checkedMessages = input.messages;
    const user = input.messages.findLast(({ role }) => role === "user");
    if (user !== undefined) this.log.opens("UserMessage", { text: messageText(user) });
    if (input.blocked !== undefined) return this.#refuse(input.verdicts);
    if (answer !== undefined) return this.#guard(answer, input);
    this.#prompt = input;
    return this.#guard(await this.#beginAnswer(signal), input);
  }

  /** The answer, piped through the output rails. */
  #guard(source: ReadableStream<StreamPart>, { messages, params, verdicts }: InputResult): ReadableStream<StreamPart> {
    const { signal, mode, breaksOnAbort = true } = this.#settings;
    const stages = [
      ...(this.#givenAnswer === undefined ? this.#modelStages(messages) : []),
      ...(this.#givenAnswer?.isChecked === false ? [] : this.#rails.outputStages(messages, mode)),
      ...(verdicts.length === 0 ? [] : [announce(verdicts)]),
      this.#meter.delivered,
      this.tracker.transcript,
      ...this.#rails.restoreStages(messages, params),
      this.tracker,
    ];
    return pipeline<StreamPart>(source, stages, breaksOnAbort ? { signal } : {});
  }

  /** What a model's answer passes before the rails read it. */
  #modelStages(messages: readonly ChatMessage[]): readonly Stage<StreamPart, StreamPart>[] {
    return [
      toolCallOpenings(customNames(this.#prompt.params)),
      metadataFilter(this.#rails.forbidden(messages), callIdsOf(messages)),
      this.#meter.generated,
      ...(this.shadow === undefined ? [] : [this.shadow.stage]),
      this.#call.transcriber,
      ...stopStages(this.#prompt.params),
    ];
  }

  async #check(): Promise<CheckedInput> {
    return { input: await this.#rails.question.check(this.#prompt.messages, this.#abort.signal) };
  }

  /** Only a call to the main model takes long enough to be worth starting early. */
  get #canSpeculate(): boolean {
    return this.#source === undefined && this.#givenAnswer === undefined && this.#rails.maySpeculate;
  }

  /**
   * Starts the model once no rail can rewrite the request any more, while judges still decide whether it may be
   * answered.
   */
  async #speculate(): Promise<CheckedInput> {
    const { signal } = this.#abort;
    const read = await this.#rails.question.read(this.#prompt.messages, signal);
    if (read.blocked !== undefined) return { input: read };
    this.#prompt = read;
    const begin = (own: AbortSignal): Promise<ReadableStream<StreamPart>> => this.#beginAnswer(own);
    return generateSpeculatively(read, signal, { rails: this.#rails, begin, meter: this.#meter });
  }

  #refuse(verdicts: readonly Verdict[]): ReadableStream<StreamPart> {
    this.#source?.discard(undefined);
    const refusal = verdicts.find(isBlock)?.refusal ?? refusalText(this.#parts.config);
    const parts = fromIterable(refusalParts(refusal, verdicts));
    return pipeline<StreamPart>(parts, [refusalUsage(this.#meter), this.tracker.transcript, this.tracker]);
  }

  #beginAnswer(signal: AbortSignal): Promise<ReadableStream<StreamPart>> {
    return unlessAborted(this.#openAnswer(signal), signal);
  }

  async #openAnswer(signal: AbortSignal): Promise<ReadableStream<StreamPart>> {
    const { messages, params } = this.#prompt;
    if (this.#source !== undefined) {
      this.#call.beginElsewhere(messages);
      return this.#source.open({ messages, params, signal });
    }
    if (this.#givenAnswer !== undefined) return fromIterable(this.#givenAnswer.parts(messages));
    return this.#callModel(signal);
  }

  #callModel(signal: AbortSignal): Promise<ReadableStream<StreamPart>> {
    const model = this.#parts.mainModel();
    const { messages, params: defaults } = this.#rails.mainPrompt(model, this.#prompt.messages);
    const params = { ...defaults, ...this.#prompt.params };
    this.#prompt = { ...this.#prompt, params };
    this.#call.begin(model, messages);
    this.log.beginMainCall();
    const fetch = this.#recorder?.recordingFetch(this.#rails.fetch, model) ?? this.#rails.fetch;
    const request = { messages, fetch, params, signal };
    return model.stream(model.takesCustomTools === true ? request : withoutCustomTools(request));
  }

  readonly #onAbort = (): void => this.abort(this.#settings.signal?.reason);

  #close(usage: StreamUsage, broken?: { readonly reason: unknown }): void {
    this.#settings.signal?.removeEventListener("abort", this.#onAbort);
    this.shadow?.end();
    this.log.finish();
    this.#call.logTo(this.log, usage);
    const answerText = this.tracker.answerText ?? this.tracker.refusal ?? refusalText(this.#parts.config);
    if (answerText !== "") this.log.event("BotMessage", { text: answerText });
    const outcome = broken === undefined ? this.tracker.outcomeSoFar() : undefined;
    this.#recorder?.end(this.#call.isAnswered, outcome);
    const request = (): FinishedRequest => ({
      ...loggedRequest(this.log),
      firstPartAt: this.#call.firstPartAt,
      usage,
      messages: this.#checkedMessages,
      answerText,
      ...(broken === undefined ? { outcome: this.tracker.outcomeSoFar() } : { error: broken.reason }),
    });
    this.#monitors.whenSettled(() => this.#report(request));
  }
}
