import { discard } from "../../streams/discard.ts";
import type { ModelParams } from "../../llm/language-model.ts";
import { pipeline } from "../../streams/pipeline.ts";
import { fromIterable } from "../../streams/sources.ts";
import { metadataFilter } from "../../streams/parts/metadata-filter.ts";
import { isBlock } from "../../streams/gates/verdicts.ts";
import { toolCallOpenings } from "../../streams/parts/tool-call-openings.ts";
import { UsageMeter } from "../../streams/parts/usage-meter.ts";
import type { ChatMessage, StreamPart, StreamUsage, Verdict } from "../../types.ts";
import { announce, refusalParts, refusalUsage, stopStages } from "./answer-stages.ts";
import { Bookkeeper } from "./bookkeeper.ts";
import { type EngineParts, refusalText } from "../engine-parts.ts";
import type { InputResult } from "../../rails/request/input-rails.ts";
import { callIdsOf, messageText } from "../../rails/request/message-text.ts";
import type { Variables } from "../../rails/request/retrieval.ts";
import { type GivenAnswer, givenAnswer } from "./given-answer.ts";
import { type CheckedInput, generateSpeculatively } from "./speculative-generation.ts";
import { GenerationLog } from "../log/generation-log.ts";
import { Tape } from "../record/tape.ts";
import { GateHolds } from "../log/gate-holds.ts";
import type { CheckedRequest } from "../checked-request.ts";
import { MainCall } from "./main-call.ts";
import { Monitors } from "./monitors.ts";
import { RequestRails } from "../request-rails/request-rails.ts";
import type { RunSettings } from "./run-settings.ts";
import { savedTokens } from "./saved-tokens.ts";
import type { Shadow } from "../shadow.ts";
import { beginReport, type FinishedRequest, loggedRequest, type ReportOnce } from "../telemetry.ts";

/** One request: input rails, the model's call, output rails, and the books. It costs nothing until it is started. */
export class GenerationRun {
  readonly log: GenerationLog;
  readonly books: Bookkeeper;
  /** Another config that reads along, once the request has started. */
  shadow: Shadow | undefined;
  readonly #parts: EngineParts;
  readonly #settings: RunSettings;
  readonly #rails: RequestRails;
  readonly #monitors: Monitors;
  readonly #meter: UsageMeter;
  readonly #abort: AbortController = new AbortController();
  /** What answers instead of the main model, where the request switches that off. */
  readonly #given: GivenAnswer | undefined;
  #messages: readonly ChatMessage[];
  #told: readonly ChatMessage[] = [];
  #params: ModelParams;
  readonly #call: MainCall;
  readonly #request: CheckedRequest;
  readonly #tape: Tape | undefined;
  /** Set when it starts: a request that never does is none. */
  #tell: ReportOnce = () => {};
  /** Whether the answer from elsewhere was begun, or given up. */
  #isSourceSettled = false;

  constructor(parts: EngineParts, request: CheckedRequest, settings: RunSettings) {
    this.#parts = parts;
    this.#request = request;
    this.#settings = settings;
    this.#given = settings.source === undefined ? givenAnswer(request) : undefined;
    this.#messages = this.#given?.asked ?? request.messages;
    this.#params = request.options.llm_params ?? {};
    this.log = new GenerationLog(parts.clock);
    if (parts.measuresHolds || request.options.log?.held_text === true) this.log.holds = new GateHolds(parts.clock);
    this.#call = new MainCall(parts.clock);
    const { onRecord } = parts;
    if (onRecord !== undefined) this.#tape = new Tape(parts.clock, request, onRecord);
    this.#monitors = new Monitors(parts, this.log);
    this.#rails = new RequestRails(parts, request, this.log, this.#monitors);
    this.#meter = new UsageMeter(() => this.#call.promptTokens);
    this.books = new Bookkeeper({
      meter: this.#meter,
      log: this.log,
      monitors: this.#monitors,
      withdraws: settings.mode === "held",
      saved: (spent) => savedTokens(spent, this.#params, this.#call.isAsked ? [] : this.#messages),
      onSettled: (usage, broken) => this.#close(usage, broken),
    });
  }

  /** The conversation as the rails left it; empty before they have read it. */
  get messages(): readonly ChatMessage[] {
    return this.#told;
  }

  /** Whether a rail that reads along forbids a text that is no part of what is said, such as a name. */
  forbids(text: string): boolean {
    return this.#rails.forbids(text);
  }

  /** The context of the request as retrieval rails left it. */
  get variables(): Variables {
    return this.#rails.variables;
  }

  /**
   * Runs the input rails and calls the model. Resolves once the answer has begun, so what fails before that rejects. The
   * stream it resolves to must be read or cancelled.
   */
  async start(): Promise<ReadableStream<StreamPart>> {
    const { signal } = this.#settings;
    this.log.begin();
    if (this.#given === undefined) this.shadow = this.#parts.shadowOf?.(this.#request);
    this.#tell = beginReport(this.#parts.telemetry, this.#parts.config, this.log.startedAt);
    if (signal?.aborted === true) this.abort(signal.reason);
    else signal?.addEventListener("abort", this.#onAbort, { once: true });
    try {
      return await this.#checkAndAnswer();
    } catch (error) {
      this.#discard(error);
      this.books.abort(error);
      throw error;
    }
  }

  /** Stops what runs for this request: rails, and the model's call. */
  abort(reason?: unknown): void {
    this.#abort.abort(reason);
    this.#discard(reason);
    this.books.abort(reason);
  }

  async #checkAndAnswer(): Promise<ReadableStream<StreamPart>> {
    const { signal } = this.#abort;
    signal.throwIfAborted();
    const { input, answer } = this.#speculates ? await this.#speculate() : await this.#check();
    signal.throwIfAborted();
    // As the rails left it: what was masked stands in no log.
    this.#told = input.messages;
    const user = input.messages.findLast(({ role }) => role === "user");
    if (user !== undefined) this.log.opens("UserMessage", { text: messageText(user) });
    if (input.blocked !== undefined) return this.#refuse(input.verdicts);
    if (answer !== undefined) return this.#guard(answer, input);
    this.#keep(input);
    return this.#guard(await this.#beginAnswer(signal), input);
  }

  /** The answer on its way through the output rails. */
  #guard(source: ReadableStream<StreamPart>, { messages, params, verdicts }: InputResult): ReadableStream<StreamPart> {
    const announced = verdicts.length === 0 ? [] : [announce(verdicts)];
    const { signal, breaksOnAbort = true } = this.#settings;
    const options = breaksOnAbort ? { signal } : {};
    const rails = this.#given?.isChecked === false ? [] : this.#rails.outputStages(messages, this.#settings.mode);
    const end = [this.books.transcript, ...this.#rails.restoreStages(messages, params), this.books];
    if (this.#given !== undefined) {
      const given = [...rails, ...announced, this.#meter.delivered, ...end];
      return pipeline<StreamPart>(source, given, options);
    }
    const row = [
      toolCallOpenings(),
      metadataFilter(this.#rails.forbids, callIdsOf(messages)),
      this.#meter.generated,
      ...(this.shadow === undefined ? [] : [this.shadow.stage]),
      this.#call.transcriber,
      ...stopStages(this.#params),
      ...rails,
      ...announced,
      this.#meter.delivered,
      ...end,
    ];
    return pipeline<StreamPart>(source, row, options);
  }

  /** From here on the request is what the input rails left of it. */
  #keep({ messages, params }: InputResult): void {
    this.#messages = messages;
    this.#params = params;
  }

  async #check(): Promise<CheckedInput> {
    return { input: await this.#rails.question.check(this.#messages, this.#abort.signal) };
  }

  /** Only the main model is worth a head start: an answer that is there is not waited for. */
  get #speculates(): boolean {
    return this.#settings.source === undefined && this.#given === undefined && this.#rails.maySpeculate;
  }

  /** The model starts once nothing of the request can be rewritten any more, and judges say meanwhile whether it may. */
  async #speculate(): Promise<CheckedInput> {
    const { signal } = this.#abort;
    const read = await this.#rails.question.read(this.#messages, signal);
    if (read.blocked !== undefined) return { input: read };
    this.#keep(read);
    const begin = (own: AbortSignal): Promise<ReadableStream<StreamPart>> => this.#beginAnswer(own);
    return generateSpeculatively(read, signal, { rails: this.#rails, begin, meter: this.#meter });
  }

  /** Nobody will read an answer from elsewhere that was not begun: its upstream must not go on. */
  #discard(reason?: unknown): void {
    const { source } = this.#settings;
    if (source === undefined || this.#isSourceSettled) return;
    this.#isSourceSettled = true;
    source.discard?.(reason);
  }

  #refuse(verdicts: readonly Verdict[]): ReadableStream<StreamPart> {
    this.#discard();
    const words = verdicts.find(isBlock)?.refusal ?? refusalText(this.#parts.config);
    const parts = refusalParts(words, verdicts);
    return pipeline<StreamPart>(fromIterable(parts), [refusalUsage(this.#meter), this.books.transcript, this.books]);
  }

  /** A model may ignore the signal while it starts: an answer nobody waits for any more must not go on. */
  async #beginAnswer(signal: AbortSignal): Promise<ReadableStream<StreamPart>> {
    const source = await this.#openAnswer(signal);
    const { aborted, reason } = signal;
    if (!aborted) return source;
    discard(source, reason);
    throw reason;
  }

  async #openAnswer(signal: AbortSignal): Promise<ReadableStream<StreamPart>> {
    const { source } = this.#settings;
    if (source !== undefined) {
      this.#isSourceSettled = true;
      this.#call.beginElsewhere(this.#messages);
      return source.open({ messages: this.#messages, params: this.#params, signal });
    }
    if (this.#given !== undefined) return fromIterable(this.#given.parts(this.#messages));
    const model = this.#parts.mainModel();
    const { messages, params } = this.#rails.mainPrompt(model, this.#messages);
    this.#call.begin(model, messages);
    this.#params = { ...params, ...this.#params };
    this.log.beginMainCall();
    const fetch = this.#tape?.listenTo(this.#rails.fetch, model) ?? this.#rails.fetch;
    return model.stream({ messages, fetch, params: this.#params, signal });
  }

  readonly #onAbort = (): void => this.abort(this.#settings.signal?.reason);

  #close(usage: StreamUsage, broken?: { readonly reason: unknown }): void {
    this.#settings.signal?.removeEventListener("abort", this.#onAbort);
    this.shadow?.end();
    this.log.finish();
    this.#call.logTo(this.log, usage);
    const said = this.books.said ?? this.books.refusal ?? refusalText(this.#parts.config);
    if (said !== "") this.log.event("BotMessage", { text: said });
    this.#tape?.end(this.#call.isAnswered, broken === undefined ? this.books.outcomeSoFar() : undefined);
    const request = (): FinishedRequest => ({
      ...loggedRequest(this.log),
      firstPartAt: this.#call.firstPartAt,
      usage,
      messages: this.#told,
      said,
      ...(broken === undefined ? { outcome: this.books.outcomeSoFar() } : { error: broken.reason }),
    });
    this.#monitors.whenSettled(() => this.#tell(request));
  }
}
