import { sniffBody } from "../../http/sniff-body.ts";
import { type JsonRecord, recordOf, textOf } from "../../json.ts";
import { pipeline, pullThrough } from "../../streams/pipeline.ts";
import { pullFrom, toReadable } from "../../streams/pull.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { answerBody } from "../../wire/answer-body.ts";
import { drainAnswer } from "../../wire/answer.ts";
import { contentWatched } from "../../wire/content-watch.ts";
import { failureOf } from "../../wire/failure.ts";
import type { RequestText } from "../../wire/request-text.ts";
import { ItemNames } from "../../wire/responses/item-names.ts";
import { sseDecoder } from "../../wire/sse/sse-decoder.ts";
import { type AnswerFrame, type AnswerWire, bodyResponse, streamHeaders } from "../../wire/wire.ts";
import { answerFrame } from "../answer-frame.ts";
import { assertDropIn } from "../assert-drop-in.ts";
import { requestAbout } from "../checked-request.ts";
import { assertStreaming, type EngineParts, refusalText } from "../engine-parts.ts";
import { type LLMRails, partsOf } from "../llm-rails.ts";
import type { PassedRequest } from "../run/answer-source.ts";
import { GenerationRun } from "../run/generation-run.ts";
import { FormatDecoder } from "./answer-formats.ts";
import { bodyOf, type FetchCall, postedUrl, Sender } from "./fetch-call.ts";
import { headersOf, UPSTREAM, wholeParts } from "./guard-response.ts";
import { ANSWER_FORMATS, type RequestFormat, requestFormatAt } from "./request-formats.ts";
import { shownError } from "./shown-error.ts";

/** Options of `guardFetch`. */
export interface GuardFetchOptions {
  /** The `fetch` that calls the provider. Default: the runtime's. */
  readonly fetch?: typeof fetch | undefined;
}

const OPTIONS: Readonly<Record<keyof GuardFetchOptions, true>> = { fetch: true };

/** One guarded request to a provider. */
interface Exchange {
  readonly parts: EngineParts;
  readonly wire: AnswerWire;
  readonly text: RequestText;
  readonly model: string;
  readonly isStreamed: boolean;
  /** Whether a stream of chat completions is to end with its usage. */
  readonly asksUsage: boolean;
  readonly signal: AbortSignal;
  /** Sends a request body to the provider. */
  readonly send: (body: JsonRecord) => Promise<Response>;
}

/** Carries a response with an error status out of the run, to be returned to the caller. */
class ProviderErrorResponse extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super("The provider answered with an error");
    this.response = response;
  }
}

interface ProviderAnswer {
  readonly response: Response;
  readonly isStream: boolean;
  readonly parts: ReadableStream<StreamPart>;
}

const readAnswer = async (
  { formats }: EngineParts,
  response: Response,
  itemNames: ItemNames,
): Promise<ProviderAnswer> => {
  if (!response.ok || response.body === null) throw new ProviderErrorResponse(response);
  const { kind, body } = await sniffBody(UPSTREAM, pullFrom(response.body));
  if (kind === "other") {
    const { parts } = await wholeParts(formats, body, itemNames);
    return { response, isStream: false, parts: parts() };
  }
  const decoder = new FormatDecoder(formats, UPSTREAM, itemNames);
  const decoders = contentWatched(UPSTREAM, [sseDecoder(), decoder]);
  return { response, isStream: true, parts: pipeline(toReadable(body), decoders) };
};

type Start =
  | { readonly parts: ReadableStream<StreamPart>; readonly response?: never }
  | { readonly response: Response };

const startOf = async (run: GenerationRun): Promise<Start> => {
  try {
    return { parts: await run.start() };
  } catch (error) {
    if (error instanceof ProviderErrorResponse) return { response: error.response };
    throw error;
  }
};

/** Rethrows the abort reason instead, if the caller has aborted: no client would read an error event. */
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
  let upstream: ProviderAnswer | undefined;
  const itemNames: ItemNames = new ItemNames((name) => !run.forbids(name), true);
  const source = {
    open: async ({ messages, params }: PassedRequest): Promise<ReadableStream<StreamPart>> => {
      upstream = await readAnswer(parts, await send(text.written(messages, params)), itemNames);
      return upstream.parts;
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
    return shownError({ parts, response: started.response, options: { wire } }, (text) => run.forbids(text));
  }
  const frame = { ...answerFrame(config, wire, clock.now()), model, keepsUpstream: true, itemNames };
  const headers = upstream === undefined ? {} : headersOf({ parts, response: upstream.response });
  if (upstream?.isStream ?? isStreamed) {
    const body = streamed(exchange, started.parts, frame);
    return new Response(body, { headers: { ...headers, ...streamHeaders(wire) } });
  }
  const complete = await drainAnswer(started.parts, refusalText(config));
  return bodyResponse(wire.complete(complete, run.tracker.outcomeSoFar(), frame), { headers });
};

/** An error response in the provider's format, for a request or an answer that rails could not read. */
const failedResponse = (wire: AnswerWire, error: unknown): Response => {
  const failure = failureOf(error);
  return bodyResponse(wire.failed(failure), { status: failure.status, headers: failure.headers ?? {} });
};

const guard = async (parts: EngineParts, inner: typeof fetch, format: RequestFormat, call: FetchCall) => {
  const { wire } = format;
  const request = new Request(call.input, call.init);
  const { signal } = request;
  const sender = new Sender(inner, call, request);
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
    // Callers expect the errors of their own fetch.
    if (error === sender.error) throw error;
    return failedResponse(wire, error);
  }
};

/**
 * A `fetch` that guards a provider, for the SDKs of OpenAI and Anthropic, the AI SDK, LangChain and any client that
 * takes one. Requests to chat completions, responses and messages pass the input rails before they are sent, as the
 * rails left them, in their own format and with every field. Answers pass the output rails, streamed or whole. A
 * blocked request is not sent: it is answered the way the API answers one that its own content filter blocks. All other
 * requests pass untouched.
 *
 * Errors of the provider are returned unchanged, unless a rail forbids their text. A request that cannot be guarded is
 * not sent, and gets an error in the API's format. Model, instructions and prompts come from the request; only the
 * rails of the config apply.
 *
 * @throws ConfigError for something else than an LLMRails, and for unknown options.
 *
 * @example
 * const client = new OpenAI({ fetch: guardFetch(rails) });
 */
export const guardFetch = (rails: LLMRails, options: GuardFetchOptions = {}): typeof fetch => {
  assertDropIn("guardFetch", rails, options, OPTIONS);
  return async (input, init) => {
    const inner = options.fetch ?? fetch;
    const call = { input, init };
    const format = requestFormatAt(postedUrl(call));
    return format === undefined
      ? inner(input, init)
      : guard({ ...partsOf(rails), formats: ANSWER_FORMATS }, inner, format, call);
  };
};
