import type { ProviderError } from "../errors.ts";
import { errorIn, isErrorStatus, reportedError } from "../http/reported-error.ts";
import { type Upstream, upstreamError } from "../http/upstream-error.ts";
import { hasValue, isRecord, type JsonRecord, onlyOne, parseJson, parseServerJson, textOf } from "../json.ts";
import type { ServerSentEvent } from "./sse/sse-decoder.ts";

/** An event that is JSON already: one that a complete answer was converted to. */
export interface ParsedEvent {
  readonly json: JsonRecord;
}

export type AnswerEvent = ServerSentEvent | ParsedEvent;

/** Keep-alive events of providers and proxies. */
const KEEP_ALIVE = /^\W*(?:ping|heart-?beat|keep[-_ ]?alive)\W*$/i;

/** The end of a stream, including how servers write it that have wrapped or translated it. */
const DONE = /^\W*(?:done|end)\W*$/i;

/** The empty value of several languages, or punctuation only. */
const NOTHING = /^(?:null|none|undefined|true|[.\s"'[\]]*)$/i;

/** The field name once more before its value: a proxy has wrapped the event in another. */
const REWRAPPED = /^\s*data:/;

/** A leading colon is a comment that a proxy put into a data field. */
const isNothing = (data: string, event = ""): boolean =>
  NOTHING.test(data) || data.startsWith(":") || KEEP_ALIVE.test(data) || KEEP_ALIVE.test(event);

/**
 * The JSON object of an event; `done` for the end of the stream; undefined for events without content.
 *
 * @throws ProviderError - the error that the event reports, in whatever form, or `malformed` if it is not an object.
 */
export const readEvent = (upstream: Upstream, received: AnswerEvent): JsonRecord | "done" | undefined => {
  if ("json" in received) return withoutFault(upstream, received.json);
  const { data, event } = received;
  // Nearly all events are JSON objects, and no special event is.
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

/** The error for a JSON value that is not an answer: the failure it reports, or `malformed`. */
export const noAnswer = (upstream: Upstream, json: unknown): ProviderError => {
  const reported = faultIn(json);
  return reported === undefined ? upstreamError(upstream, "malformed") : reportedError(upstream, reported);
};

const withoutFault = (upstream: Upstream, json: JsonRecord): JsonRecord => {
  const reported = errorIn(json) ?? faultIn(json);
  if (reported !== undefined) throw reportedError(upstream, reported);
  return json;
};

/** Words that occur only in errors, as field names or types. */
const FAILURE = /err(?:or|code|msg|no)|^fault|exception/i;

/** Whether a field has a value other than 0, which means success. */
const hasErrorValue = (value: unknown): boolean => hasValue(value) && value !== 0;

/**
 * A failure outside an `error` field: `{"detail": …}`, `{"code": …, "msg": …}`, `{"error_code": …}`, `{"fault": …}`,
 * `{"__type": "ThrottlingException"}`, `{"status": 400}`. An object with a type counts only if a name in it says so.
 */
const faultIn = (json: unknown): unknown => {
  if (!isRecord(json) || Array.isArray(json["choices"]) || isRecord(json["usage"])) return undefined;
  const { type, __type: kind, status, detail, message, msg } = json;
  const isNamed = isErrorStatus(Number(status)) || [type, kind, status].some((word) => FAILURE.test(textOf(word)));
  if (isNamed || Object.entries(json).some(([name, value]) => FAILURE.test(name) && hasErrorValue(value))) return json;
  if (typeof type === "string") return undefined;
  return hasValue(detail) || [message, msg].some((text) => textOf(text) !== "") ? json : undefined;
};
