import { type HttpCall, type HttpTarget, sendRequest } from "./request.ts";
import { upstreamError } from "./upstream-error.ts";

/** An answer of an upstream: a body that is still arriving, or a JSON value. */
export type UpstreamAnswer =
  | { readonly type: "body"; readonly body: ReadableStream<Uint8Array> }
  | { readonly type: "json"; readonly json: unknown };

/** What belongs to one request, not to its target. */
export type CallScope = Pick<HttpCall, "signal" | "fetch">;

/** Sends one request, once. Throws a ProviderError unless the upstream accepted it. */
export type Transport = (body: Readonly<Record<string, unknown>>, scope: CallScope) => Promise<UpstreamAnswer>;

/** POSTs JSON over HTTP. */
export const httpTransport =
  (target: HttpTarget): Transport =>
  async (body, { signal, fetch }) => {
    const response = await sendRequest(target, { method: "POST", body, signal, fetch });
    if (response.body === null) throw upstreamError(target.upstream, "empty");
    return { type: "body", body: response.body };
  };
