import type { ProviderError } from "../errors.ts";
import { errorIn, reportedError } from "../http/reported-error.ts";
import { type Upstream, upstreamError } from "../http/upstream-error.ts";
import { hasValue, isRecord, type JsonRecord, onlyOne, parseJson, parseServerJson, textOf } from "../json.ts";
import type { ServerSentEvent } from "./sse/sse-decoder.ts";

/** An event that came as JSON: those of a stream that a whole answer would have been. */
export interface ParsedEvent {
  readonly json: JsonRecord;
}

export type AnswerEvent = ServerSentEvent | ParsedEvent;

/** What only keeps a connection, as several providers and proxies name it. */
const KEEP_ALIVE = /^\W*(?:ping|heart-?beat|keep[-_ ]?alive)\W*$/i;

/** The end, also as servers write it that put it through something else. */
const DONE = /^\W*(?:done|end)\W*$/i;

/** Nothing, as several languages print it, or signs that say nothing. */
const NOTHING = /^(?:null|none|undefined|true|[.\s"'[\]]*)$/i;

/** The name of the field, once more in front of its value: somebody in between has wrapped an event in an event. */
const REWRAPPED = /^\s*data:/;

/** A colon begins a comment that somebody in between has put into a data field. */
const isNothing = (data: string, event = ""): boolean =>
  NOTHING.test(data) || data.startsWith(":") || KEEP_ALIVE.test(data) || KEEP_ALIVE.test(event);

/**
 * The JSON object of an event, `done` for the one that says the stream is over, or undefined for what says nothing.
 *
 * @throws ProviderError - what the event reports as an error, in whatever form, or `malformed` for what is no object.
 */
export const readEvent = (upstream: Upstream, told: AnswerEvent): JsonRecord | "done" | undefined => {
  if ("json" in told) return withoutFault(upstream, told.json);
  const { data, event } = told;
  // What nearly all events are; no other thing that an event may say is an object of JSON.
  const usual = event === undefined && data.startsWith("{") ? parseJson(data) : undefined;
  if (isRecord(usual)) return withoutFault(upstream, usual);
  const trimmed = data.replace(REWRAPPED, "").trim();
  if (DONE.test(trimmed)) return "done";
  if (event !== "error" && isNothing(trimmed, event)) return undefined;
  const json = onlyOne(parseServerJson(trimmed));
  if (event === "error") throw reportedError(upstream, errorIn(json) ?? faultIn(json) ?? json ?? trimmed);
  if (isRecord(json)) return withoutFault(upstream, json);
  throw upstreamError(upstream, "malformed", { detail: "event is no JSON object" });
};

/** Why a JSON value is no answer: the failure that it tells of, or that it cannot be read. */
export const noAnswer = (upstream: Upstream, json: unknown): ProviderError => {
  const reported = faultIn(json);
  return reported === undefined ? upstreamError(upstream, "malformed") : reportedError(upstream, reported);
};

const withoutFault = (upstream: Upstream, json: JsonRecord): JsonRecord => {
  const reported = errorIn(json) ?? faultIn(json);
  if (reported !== undefined) throw reportedError(upstream, reported);
  return json;
};

/** Words that only a failure has, as a name of a field or as a kind. */
const FAILURE = /err(?:or|code|msg|no)|^fault|exception/i;

/** Whether a field says anything but that nothing has happened. */
const isTold = (value: unknown): boolean => hasValue(value) && value !== 0;

/**
 * A failure outside of a field `error`: `{"detail": …}`, `{"code": …, "msg": …}`, `{"error_code": …}`, `{"fault": …}`,
 * `{"__type": "ThrottlingException"}`. What has a kind of its own is one only by its names.
 */
const faultIn = (json: unknown): unknown => {
  if (!isRecord(json) || Array.isArray(json["choices"]) || isRecord(json["usage"])) return undefined;
  const { type, __type: kind, status, detail, message, msg } = json;
  const isNamed = [type, kind, status].some((word) => FAILURE.test(textOf(word)));
  if (isNamed || Object.entries(json).some(([name, value]) => FAILURE.test(name) && isTold(value))) return json;
  if (typeof type === "string") return undefined;
  return hasValue(detail) || [message, msg].some((text) => textOf(text) !== "") ? json : undefined;
};
