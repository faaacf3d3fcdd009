import { guardBody } from "../../http/body-guard.ts";
import { readJsonBody } from "../../http/json-body.ts";
import { MAX_DETAIL, modelUpstream, statusError, type Upstream } from "../../http/upstream-error.ts";
import { readBoundedText } from "../../http/bounded-text.ts";
import { sniffBody } from "../../http/sniff-body.ts";
import { forbiddenInAnswers } from "../../rails/forbids.ts";
import { discard } from "../../streams/discard.ts";
import { pipeline, pullThrough } from "../../streams/pipeline.ts";
import { pullFrom, putBack, toReadable, withSignal } from "../../streams/pull.ts";
import { fromIterable } from "../../streams/sources.ts";
import { usageFirst } from "../../streams/parts/usage-first.ts";
import type { Pull } from "../../streams/stage.ts";
import type { InputMessage, StreamPart } from "../../types.ts";
import { drainAnswer } from "../../wire/answer.ts";
import { answerBody } from "../../wire/answer-body.ts";
import { failureOf } from "../../wire/failure.ts";
import { chatWire } from "../../wire/openai/chat-wire.ts";
import { ItemNames } from "../../wire/responses/item-names.ts";
import { sseDecoder } from "../../wire/sse/sse-decoder.ts";
import { type AnswerWire, bodyResponse, streamHeaders } from "../../wire/wire.ts";
import type { AnswerFormat } from "../../llm/answer-format.ts";
import { FormatDecoder, formatAt, formatOf, formatOfError, type Formats } from "./answer-formats.ts";
import { answerFrame } from "../answer-frame.ts";
import { type EngineParts, refusalText } from "../engine-parts.ts";
import { GenerationRun } from "../run/generation-run.ts";
import { requestAbout } from "../checked-request.ts";
import { type RunSettings, underWay } from "../run/run-settings.ts";
import { passedHeaders } from "./passed-headers.ts";

/** What is known of the answer under guard, and how it is written again. */
export interface GuardResponseOptions {
  /** The conversation that is answered: input rails check it, and output rails are told the question. */
  readonly messages?: readonly InputMessage[];
  /** The tools that the model was offered, as chat completions have them: `tool call validation` knows no other. */
  readonly tools?: readonly object[];
  readonly signal?: AbortSignal | undefined;
  /**
   * What the client reads. Default: the format the upstream wrote, which its first event or its body shows. Where a refused
   * question is answered before there is any, the response's address shows it, else it is the chat completions of OpenAI.
   */
  readonly wire?: AnswerWire;
  /**
   * What becomes of a response that is no success. `replace` (default): it keeps its status, and an error object with a
   * fixed text takes the place of its body, which may quote a prompt or a part of an answer that no rail has read. `pass`:
   * it passes as it is.
   */
  readonly errors?: "replace" | "pass";
}

/** One response on its way through the rails. */
export interface Passage {
  readonly parts: EngineParts;
  readonly response: Response;
  readonly options: GuardResponseOptions;
}

export const UPSTREAM: Upstream = modelUpstream("upstream");

interface Reading extends Pick<RunSettings, "mode"> {
  readonly source: () => ReadableStream<StreamPart>;
}

const startRun = ({ parts, options }: Passage, { mode, source }: Reading): GenerationRun => {
  const { messages = [], tools, signal } = options;
  const request = requestAbout(messages, tools === undefined ? {} : { llm_params: { tools } });
  return new GenerationRun(parts, request, { mode, source: underWay(source), signal });
};

/** What of the upstream's headers a client may read; with them it can find the call at the provider again. */
export const headersOf = ({ parts, response }: Pick<Passage, "parts" | "response">): Readonly<Record<string, string>> =>
  passedHeaders(response.headers, forbiddenInAnswers(parts.rails));

const namesOf = ({ parts }: Passage): ItemNames => {
  const forbids = forbiddenInAnswers(parts.rails);
  return new ItemNames((name) => !forbids(name));
};

/** The parts of an answer in one piece, and the format it has. Throws a ProviderError for what is no answer. */
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

const guardStream = async (passage: Passage, body: Pull<Uint8Array>): Promise<Response> => {
  const { parts, response, options } = passage;
  const { config, clock } = parts;
  const itemNames = namesOf(passage);
  const decoder = new FormatDecoder(parts.formats, UPSTREAM, itemNames);
  const source = (): ReadableStream<StreamPart> => pipeline(toReadable(body), [sseDecoder(), decoder]);
  const run = startRun(passage, { mode: "streamed", source });
  const started = pullFrom(await run.start());
  // What the upstream writes is known once it has begun, and so is what has to be written.
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
  // Whoever called for the answer knows when it has waited too long.
  const guarded = answerBody(written, { wire, writer, clock, heartbeatMs: Infinity, failureOf });
  return new Response(guarded, { headers: { ...headersOf(passage), ...streamHeaders(wire) } });
};

/** What is not JSON of a known format has no place where model text could be checked, so it does not pass. */
const guardJson = async (passage: Passage, body: Pull<Uint8Array>): Promise<Response> => {
  const { parts, options } = passage;
  const { config, clock } = parts;
  const itemNames = namesOf(passage);
  const { format, parts: source } = await wholeParts(parts.formats, body, itemNames);
  const run = startRun(passage, { mode: "held", source });
  const answer = await drainAnswer(await run.start(), refusalText(config));
  const { wire = format.wire } = options;
  const frame = { ...answerFrame(config, wire, clock.now()), keepsUpstream: true, itemNames };
  const complete = wire.complete(answer, run.books.outcomeSoFar(), frame);
  return bodyResponse(complete, { headers: headersOf(passage) });
};

const NO_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** Milliseconds of silence after which the text of an error is not waited for. */
const ERROR_IDLE_MS = 5_000;

/** What kind of error it is can be told from its text. */
const errorText = async ({ clock }: EngineParts, body: Pull<Uint8Array>): Promise<string> => {
  const guarded = guardBody({ upstream: UPSTREAM, idleMs: ERROR_IDLE_MS, clock }).attach(body);
  const { text } = await readBoundedText(guarded, MAX_DETAIL).catch(() => ({ text: "" }));
  return text;
};

/** A status that a client can act on, and a text that is ours. */
export const refusal = async (passage: Passage, body: Pull<Uint8Array> | undefined): Promise<Response> => {
  const { parts, response, options } = passage;
  const headers = headersOf(passage);
  if (NO_BODY.has(response.status) || response.ok) return new Response(null, { status: response.status, headers });
  const said = body === undefined ? "" : await errorText(parts, body);
  const failure = failureOf(statusError(UPSTREAM, response, said, parts.clock.now()));
  const wire =
    options.wire ?? (formatOfError(parts.formats, said) ?? formatAt(parts.formats, response.url))?.wire ?? chatWire;
  // A redirect leads where no rail is.
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
  const passage: Passage = { parts, response, options };
  const source = response.body === null ? undefined : pullFrom(response.body);
  const heard = source === undefined || signal === undefined ? source : withSignal(source, signal);
  if (heard === undefined || !response.ok) return refusal(passage, heard);
  try {
    // A stream that says it is one is not begun before the input rails have passed.
    const { kind, body } = isEventStream(response)
      ? ({ kind: "events", body: heard } as const)
      : await sniffBody(UPSTREAM, heard);
    return await (kind === "events" ? guardStream(passage, body) : guardJson(passage, body));
  } catch (error) {
    discard(heard, error);
    throw error;
  }
};
