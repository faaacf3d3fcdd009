import { assertOptions } from "../../config/suggest.ts";
import { RequestError } from "../../errors.ts";
import { guardBody } from "../../http/body-guard.ts";
import { readBoundedText } from "../../http/bounded-text.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { MAX_DETAIL } from "../../http/reported-error.ts";
import { sniffBody } from "../../http/sniff-body.ts";
import { statusError } from "../../http/status-error.ts";
import { modelUpstream, type Upstream } from "../../http/upstream-error.ts";
import { kindOf, recordOf } from "../../json.ts";
import type { AnswerFormat } from "../../llm/answer-format.ts";
import { forbiddenInAnswers } from "../../rails/forbids.ts";
import { discard } from "../../streams/discard.ts";
import { usageFirst } from "../../streams/parts/usage-first.ts";
import { pipeline, pullThrough } from "../../streams/pipeline.ts";
import { pullFrom, putBack, toReadable, withSignal } from "../../streams/pull.ts";
import { fromIterable } from "../../streams/sources.ts";
import type { Pull } from "../../streams/stage.ts";
import type { InputMessage } from "../../types/chat-message.ts";
import type { StreamPart } from "../../types/stream-part.ts";
import { answerBody } from "../../wire/answer-body.ts";
import { drainAnswer } from "../../wire/answer.ts";
import { contentWatched } from "../../wire/content-watch.ts";
import { failureOf } from "../../wire/failure.ts";
import { chatWire } from "../../wire/openai/chat-wire.ts";
import { ItemNames } from "../../wire/responses/item-names.ts";
import { sseDecoder } from "../../wire/sse/sse-decoder.ts";
import { type AnswerWire, bodyResponse, streamHeaders } from "../../wire/wire.ts";
import { answerFrame } from "../answer-frame.ts";
import { requestAbout } from "../checked-request.ts";
import { type EngineParts, refusalText } from "../engine-parts.ts";
import { inFlightSource } from "../run/answer-source.ts";
import { GenerationRun } from "../run/generation-run.ts";
import type { RunSettings } from "../run/run-settings.ts";
import { FormatDecoder, formatAt, formatOf, formatOfError, type Formats } from "./answer-formats.ts";
import { passedHeaders } from "./passed-headers.ts";

/** Options of `LLMRails.guardResponse`. */
export interface GuardResponseOptions {
  /** The conversation that is answered: input rails check it, and output rails get it as context. */
  readonly messages?: readonly InputMessage[];
  /** The offered tools in the form of chat completions, for `tool call validation`. Default: those of the config. */
  readonly tools?: readonly object[];
  readonly signal?: AbortSignal | undefined;
  /**
   * The format of the response. Default: the upstream's format, detected from its first event or its body. If a blocked
   * request is answered before that, it is detected from the response's URL, else chat completions.
   */
  readonly wire?: AnswerWire;
  /**
   * What happens to a response with an error status. `replace` (default): its body becomes an error object with a fixed
   * text, since the original may quote a prompt or an answer that no rail has read; the status stays. `pass`: it is
   * returned as it is.
   */
  readonly errors?: "replace" | "pass";
}

const OPTIONS: Readonly<Record<keyof GuardResponseOptions, true>> = {
  messages: true,
  tools: true,
  signal: true,
  wire: true,
  errors: true,
};

/** Throws for what is no response, and for unknown options. */
export const assertResponse = (response: unknown, options: object): void => {
  // Checked by shape: fetch packages have Response classes of their own, for which `instanceof` fails.
  if (typeof recordOf(response)["status"] !== "number") {
    throw new RequestError(`guardResponse expected a Response but found ${kindOf(response)}`, "response");
  }
  assertOptions(options, OPTIONS);
};

/** A provider's response that is being guarded. */
export interface GuardedResponse {
  readonly parts: EngineParts;
  readonly response: Response;
  readonly options: GuardResponseOptions;
}

export const UPSTREAM: Upstream = modelUpstream("upstream");

interface Reading extends Pick<RunSettings, "mode"> {
  readonly source: () => ReadableStream<StreamPart>;
}

const startRun = ({ parts, options }: GuardedResponse, { mode, source }: Reading): GenerationRun => {
  const { messages = [], tools, signal } = options;
  const request = requestAbout(messages, tools === undefined ? {} : { llm_params: { tools } });
  return new GenerationRun(parts, request, { mode, source: inFlightSource(source), signal });
};

/** The upstream headers that are passed on, such as the request id by which the provider finds the call. */
export const headersOf = ({
  parts,
  response,
}: Pick<GuardedResponse, "parts" | "response">): Readonly<Record<string, string>> =>
  passedHeaders(response.headers, forbiddenInAnswers(parts.rails));

const namesOf = ({ parts, options }: GuardedResponse): ItemNames => {
  const forbids = forbiddenInAnswers(parts.rails);
  return new ItemNames((name) => !forbids(name), options.wire === undefined);
};

/** The parts and the format of an answer that is not streamed. Throws a ProviderError if it is no answer. */
export const wholeParts = async (
  formats: Formats,
  body: Pull<Uint8Array>,
  itemNames: ItemNames,
): Promise<{ readonly format: AnswerFormat; readonly parts: () => ReadableStream<StreamPart> }> => {
  const json = await readJsonBody(UPSTREAM, body);
  const format = formatOf(formats, UPSTREAM, json);
  const { decoder, eventsOf } = format.reader(UPSTREAM, itemNames);
  const events = eventsOf(json);
  return { format, parts: () => pipeline(fromIterable(events), [...decoder(), usageFirst()]) };
};

const guardStream = async (guarded: GuardedResponse, body: Pull<Uint8Array>): Promise<Response> => {
  const { parts, response, options } = guarded;
  const { config, clock } = parts;
  const itemNames = namesOf(guarded);
  const decoder = new FormatDecoder(parts.formats, UPSTREAM, itemNames);
  const decoders = contentWatched(UPSTREAM, [sseDecoder(), decoder]);
  const source = (): ReadableStream<StreamPart> => pipeline(toReadable(body), decoders);
  const run = startRun(guarded, { mode: "streamed", source });
  const started = pullFrom(await run.start());
  // The first event shows the upstream's format, which is also the one to write.
  const first = options.wire === undefined ? await started.pull() : undefined;
  const wire = options.wire ?? (decoder.format ?? formatAt(parts.formats, response.url))?.wire ?? chatWire;
  const frame = {
    ...answerFrame(config, wire, clock.now()),
    keepsUpstream: true,
    includeUsage: "reported" as const,
    itemNames,
  };
  const writer = wire.writer(frame);
  const answer = first === undefined ? started : putBack(started, first);
  const written = pullThrough<string>(answer, writer.stages);
  // No heartbeats: the caller of the provider has its own timeout.
  const responseBody = answerBody(written, { wire, writer, clock, heartbeatMs: Infinity, failureOf });
  return new Response(responseBody, { headers: { ...headersOf(guarded), ...streamHeaders(wire) } });
};

/** Guards a whole answer. JSON of an unknown format does not pass, since rails would not know where its text is. */
const guardJson = async (guarded: GuardedResponse, body: Pull<Uint8Array>): Promise<Response> => {
  const { parts, options } = guarded;
  const { config, clock } = parts;
  const itemNames = namesOf(guarded);
  const { format, parts: source } = await wholeParts(parts.formats, body, itemNames);
  const run = startRun(guarded, { mode: "held", source });
  const answer = await drainAnswer(await run.start(), refusalText(config));
  const { wire = format.wire } = options;
  const frame = { ...answerFrame(config, wire, clock.now()), keepsUpstream: true, itemNames };
  const complete = wire.complete(answer, run.tracker.outcomeSoFar(), frame);
  return bodyResponse(complete, { headers: headersOf(guarded) });
};

const NO_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** Milliseconds of silence after which reading an error body is given up. */
const ERROR_IDLE_MS = 5_000;

/** The text of an error body, which determines the kind of error. */
const errorText = async ({ clock }: EngineParts, body: Pull<Uint8Array>): Promise<string> => {
  const guarded = guardBody({ upstream: UPSTREAM, idleMs: ERROR_IDLE_MS, clock }).attach(body);
  const { text } = await readBoundedText(guarded, MAX_DETAIL).catch(() => ({ text: "" }));
  return text;
};

/** Replaces an error body, which may quote a prompt, by one with a fixed text. An error status stays. */
export const replacedError = async (
  guarded: GuardedResponse,
  body: Pull<Uint8Array> | undefined,
): Promise<Response> => {
  const { parts, response, options } = guarded;
  const headers = headersOf(guarded);
  if (NO_BODY.has(response.status) || response.ok) return new Response(null, { status: response.status, headers });
  const errorBody = body === undefined ? "" : await errorText(parts, body);
  const failure = failureOf(statusError(UPSTREAM, response, errorBody, parts.clock.now()));
  const wire =
    options.wire ??
    (formatOfError(parts.formats, errorBody) ?? formatAt(parts.formats, response.url))?.wire ??
    chatWire;
  // A redirect would lead the client past the rails.
  const status = response.status < 400 ? failure.status : response.status;
  return bodyResponse(wire.failed({ ...failure, status }), { status, headers: { ...headers, ...failure.headers } });
};

export const isEventStream = ({ headers }: Response): boolean =>
  headers.get("content-type")?.toLowerCase().startsWith("text/event-stream") === true;

/** See `LLMRails.guardResponse`. */
export const guardUpstream = async (
  parts: EngineParts,
  response: Response,
  options: GuardResponseOptions,
): Promise<Response> => {
  const { errors = "replace", signal } = options;
  if (!response.ok && errors === "pass") return response;
  const guarded: GuardedResponse = { parts, response, options };
  const body = response.body === null ? undefined : pullFrom(response.body);
  const source = body === undefined || signal === undefined ? body : withSignal(body, signal);
  if (source === undefined || !response.ok) return replacedError(guarded, source);
  try {
    // A body that is labelled as a stream is not read before the input rails have passed.
    const { kind, body: sniffed } = isEventStream(response)
      ? ({ kind: "events", body: source } as const)
      : await sniffBody(UPSTREAM, source);
    return await (kind === "events" ? guardStream(guarded, sniffed) : guardJson(guarded, sniffed));
  } catch (error) {
    discard(source, error);
    throw error;
  }
};
