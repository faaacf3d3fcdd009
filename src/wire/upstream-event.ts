import { errorIn, isSaid, reportedError, type Upstream, upstreamError } from "../http/upstream-error.ts";
import { isRecord, type JsonRecord, onlyOne, parseJson } from "../json.ts";
import type { ServerSentEvent } from "./sse/sse-decoder.ts";

/** What only keeps a connection, as several providers and proxies name it. */
const KEEP_ALIVE = /^\[?(?:ping|heartbeat|keep-?alive)\]?$/i;

/** The end, also as servers write it that put it through something else. */
const DONE = /^"?\[?done\]?"?$/i;

/** The name of the field, once more in front of its value: somebody in between has wrapped an event in an event. */
const REWRAPPED = /^\s*data:/;

/** A colon begins a comment that somebody in between has put into a data field. */
const isNothing = (data: string, event = ""): boolean =>
  data === "" || data === "null" || data.startsWith(":") || KEEP_ALIVE.test(data) || KEEP_ALIVE.test(event);

/**
 * The JSON object of an event, `done` for the one that says the stream is over, or undefined for what says nothing.
 *
 * @throws ProviderError - what the event reports as an error, in whatever form, or `malformed` for what is no object.
 */
export const readEvent = (upstream: Upstream, { data, event }: ServerSentEvent): JsonRecord | "done" | undefined => {
  const trimmed = data.replace(REWRAPPED, "").trim();
  if (DONE.test(trimmed)) return "done";
  if (event !== "error" && isNothing(trimmed, event)) return undefined;
  const json = onlyOne(parseJson(trimmed));
  const reported = errorIn(json) ?? faultIn(json);
  if (event === "error") throw reportedError(upstream, reported ?? json ?? trimmed);
  if (!isRecord(json)) throw upstreamError(upstream, "malformed", { detail: "event is no JSON object" });
  if (reported !== undefined) throw reportedError(upstream, reported);
  return json;
};

/** A failure that is told without the word: `{"detail": …}`, `{"code": …, "message": …}`. */
const faultIn = (json: unknown): unknown => {
  if (!isRecord(json) || Array.isArray(json["choices"]) || isRecord(json["usage"])) return undefined;
  const { type, detail, code, status, status_code: number, message } = json;
  if (typeof type === "string" && type !== "error") return undefined;
  const isFault = isSaid(detail) || (isSaid(message) && [code, status, number].some(isSaid));
  return isFault ? json : undefined;
};
