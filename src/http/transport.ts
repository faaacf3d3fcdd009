import { MAX_JSON_BYTES } from "./bounded-text.ts";
import { parseJson } from "../json.ts";
import { redact } from "./redact.ts";
import { type HttpCall, type HttpTarget, MAX_ERROR_BYTES, readText, sendRequest } from "./request.ts";
import { errorIn, reportedError, upstreamError } from "./upstream-error.ts";

/** How an upstream answered: with a body that is still arriving, or with a JSON value. */
export type Answer =
  | { readonly type: "body"; readonly body: ReadableStream<Uint8Array> }
  | { readonly type: "json"; readonly json: unknown };

/** What belongs to one request and not to its target. */
export type CallScope = Pick<HttpCall, "signal" | "fetch">;

/** Sends one request, once. Throws a ProviderError unless the upstream accepted it. */
export type Transport = (body: Readonly<Record<string, unknown>>, scope: CallScope) => Promise<Answer>;

/** The JSON value of an answer: at most 8 MiB, and no error object. */
export const readJson = async (target: HttpTarget, response: Response, signal?: AbortSignal): Promise<unknown> => {
  const { upstream } = target;
  const { text, complete } = await readText(target, response, MAX_JSON_BYTES, signal);
  if (text.trim() === "") throw upstreamError(upstream, "empty");
  const json = complete ? parseJson(text) : undefined;
  if (json === undefined) {
    const detail = redact(text.slice(0, MAX_ERROR_BYTES), upstream.secrets);
    throw upstreamError(upstream, "malformed", { detail });
  }
  const reported = errorIn(json);
  if (reported !== undefined) throw reportedError(upstream, reported);
  return json;
};

/** POSTs JSON. The answer is a stream of bytes, or JSON for a request that asked for no stream. */
export const httpTransport =
  (target: HttpTarget): Transport =>
  async (body, { signal, fetch }) => {
    const response = await sendRequest(target, { method: "POST", body, signal, fetch });
    const type = response.headers.get("content-type") ?? "";
    const isStream = /event-stream/i.test(type) || (body["stream"] === true && !/json|html/i.test(type));
    if (!isStream) return { type: "json", json: await readJson(target, response, signal) };
    if (response.body === null) throw upstreamError(target.upstream, "empty");
    return { type: "body", body: response.body };
  };
