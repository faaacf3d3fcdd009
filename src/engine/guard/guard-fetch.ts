import { sniffBody } from "../../http/sniff-body.ts";
import { type JsonRecord, recordOf, textOf } from "../../json.ts";
import { pipeline, pullThrough } from "../../streams/pipeline.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import type { StreamPart } from "../../types.ts";
import { drainAnswer } from "../../wire/answer.ts";
import { answerBody } from "../../wire/answer-body.ts";
import { failureOf } from "../../wire/failure.ts";
import type { RequestText } from "../../wire/request-text.ts";
import { ItemNames } from "../../wire/responses/item-names.ts";
import { sseDecoder } from "../../wire/sse/sse-decoder.ts";
import { type AnswerFrame, type AnswerWire, bodyResponse, streamHeaders } from "../../wire/wire.ts";
import { FormatDecoder } from "./answer-formats.ts";
import { bodyOf, type FetchCall, questionPath, Sender } from "./fetch-call.ts";
import { answerFrame } from "../answer-frame.ts";
import { assertStreaming, type EngineParts, refusalText } from "../engine-parts.ts";
import { GenerationRun } from "../run/generation-run.ts";
import { headersOf, UPSTREAM, wholeParts } from "./guard-response.ts";
import { type LLMRails, partsOf } from "../llm-rails.ts";
import { requestAbout } from "../checked-request.ts";
import { shownError } from "./shown-error.ts";
import { ANSWER_FORMATS, type RequestFormat, requestFormatAt } from "./request-formats.ts";
import type { PassedRequest } from "../run/run-settings.ts";

/** What a guarded fetch goes through. */
export interface GuardFetchOptions {
  /** What asks the provider. Default: the runtime's `fetch`. */
  readonly fetch?: typeof fetch | undefined;
}

/** A question on its way to a provider. */
interface Exchange {
  readonly parts: EngineParts;
  readonly wire: AnswerWire;
  readonly text: RequestText;
  readonly model: string;
  readonly isStreamed: boolean;
  /** Whether a stream of chat completions is to end with its usage. */
  readonly asksUsage: boolean;
  readonly signal: AbortSignal;
  /** Asks the provider. */
  readonly send: (body: JsonRecord) => Promise<Response>;
}

/** An answer of the provider that is no success. */
class NoSuccess extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super("The provider answered with an error");
    this.response = response;
  }
}

/** What the provider has begun. */
interface Begun {
  readonly response: Response;
  readonly isStream: boolean;
  readonly parts: ReadableStream<StreamPart>;
}

const readAnswer = async ({ formats }: EngineParts, response: Response, itemNames: ItemNames): Promise<Begun> => {
  if (!response.ok || response.body === null) throw new NoSuccess(response);
  const { kind, body } = await sniffBody(UPSTREAM, pullFrom(response.body));
  if (kind === "other") {
    const { parts } = await wholeParts(formats, body, itemNames);
    return { response, isStream: false, parts: parts() };
  }
  const decoder = new FormatDecoder(formats, UPSTREAM, itemNames);
  return { response, isStream: true, parts: pipeline(toReadable(body), [sseDecoder(), decoder]) };
};

type Start =
  | { readonly parts: ReadableStream<StreamPart>; readonly response?: never }
  | { readonly response: Response };

const startOf = async (run: GenerationRun): Promise<Start> => {
  try {
    return { parts: await run.start() };
  } catch (error) {
    if (error instanceof NoSuccess) return { response: error.response };
    throw error;
  }
};

/** Whoever has left wants no last word. */
const failureUnless =
  (signal: AbortSignal): typeof failureOf =>
  (error) => {
    signal.throwIfAborted();
    return failureOf(error);
  };

const streamed = (exchange: Exchange, parts: ReadableStream<StreamPart>, frame: AnswerFrame): ReadableStream => {
  const { wire, parts: engine, signal } = exchange;
  const writer = wire.writer({ ...frame, includeUsage: exchange.asksUsage ? true : "reported" });
  const written = pullThrough<string>(pullFrom(parts), writer.stages);
  const { clock } = engine;
  return answerBody(written, { wire, writer, clock, heartbeatMs: Infinity, failureOf: failureUnless(signal) });
};

const answer = async (exchange: Exchange): Promise<Response> => {
  const { parts, wire, text, model, isStreamed, signal, send } = exchange;
  const { config, clock } = parts;
  if (isStreamed) assertStreaming(config);
  let begun: Begun | undefined;
  const itemNames: ItemNames = new ItemNames((name) => !run.forbids(name));
  const source = {
    open: async ({ messages, params }: PassedRequest): Promise<ReadableStream<StreamPart>> => {
      begun = await readAnswer(parts, await send(text.written(messages, params)), itemNames);
      return begun.parts;
    },
  };
  const mode = isStreamed ? "streamed" : "held";
  const run: GenerationRun = new GenerationRun(parts, requestAbout(text.messages, { llm_params: text.params }), {
    mode,
    source,
    signal,
  });
  const started = await startOf(run);
  if (started.response !== undefined) {
    return shownError({ parts, response: started.response, options: { wire } }, (said) => run.forbids(said));
  }
  const frame = { ...answerFrame(config, wire, clock.now()), model, keepsUpstream: true, itemNames };
  const headers = begun === undefined ? {} : headersOf({ parts, response: begun.response });
  if (begun?.isStream ?? isStreamed) {
    const body = streamed(exchange, started.parts, frame);
    return new Response(body, { headers: { ...headers, ...streamHeaders(wire) } });
  }
  const complete = await drainAnswer(started.parts, refusalText(config));
  return bodyResponse(wire.complete(complete, run.books.outcomeSoFar(), frame), { headers });
};

/** What was sent is no question that rails could read, or no answer came that they could: told as the API tells errors. */
const failed = (wire: AnswerWire, error: unknown): Response => {
  const failure = failureOf(error);
  return bodyResponse(wire.failed(failure), { status: failure.status, headers: failure.headers ?? {} });
};

const guard = async (parts: EngineParts, ask: typeof fetch, format: RequestFormat, call: FetchCall) => {
  const { wire } = format;
  const request = new Request(call.input, call.init);
  const { signal } = request;
  const sender = new Sender(ask, call, request);
  try {
    signal.throwIfAborted();
    const body = await bodyOf(request);
    const model = textOf(body["model"]);
    const isStreamed = body["stream"] === true;
    const asksUsage = recordOf(body["stream_options"])["include_usage"] === true;
    const { send } = sender;
    return await answer({ parts, wire, text: format.read(body), model, isStreamed, asksUsage, signal, send });
  } catch (error) {
    signal.throwIfAborted();
    // Its caller knows what fetch itself throws.
    if (error === sender.error) throw error;
    return failed(wire, error);
  }
};

/**
 * A `fetch` that guards a provider: for the SDKs of OpenAI and Anthropic, the AI SDK, LangChain, and whatever else takes one.
 * Requests for chat completions, responses and messages are read by the input rails before the provider is asked, and are
 * sent as the rails left them, in their own format with every field; the answers pass the output rails, streamed or whole. A
 * question that is refused is answered here, as the API answers one that its own filter refused. Everything else passes
 * untouched.
 *
 * Errors of the provider arrive as they are, unless a rail forbids what they say. What cannot be guarded is answered with an
 * error of the API and not sent. The model, its instructions and prompts are the request's own: of the config only rails work.
 *
 * @example
 * const client = new OpenAI({ fetch: guardFetch(rails) });
 */
export const guardFetch =
  (rails: LLMRails, options: GuardFetchOptions = {}): typeof fetch =>
  async (input, init) => {
    const ask = options.fetch ?? fetch;
    const call = { input, init };
    const format = requestFormatAt(questionPath(call));
    return format === undefined
      ? ask(input, init)
      : guard({ ...partsOf(rails), formats: ANSWER_FORMATS }, ask, format, call);
  };
