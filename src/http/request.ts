import { ConfigError } from "../errors.ts";
import { discard } from "../streams/discard.ts";
import { pullThrough } from "../streams/pipeline.ts";
import { pullFrom } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import { guardBody } from "./body-guard.ts";
import { readBoundedText } from "./bounded-text.ts";
import type { CallLimits } from "./call-limits.ts";
import { MAX_DETAIL } from "./reported-error.ts";
import type { Runtime } from "./runtime.ts";
import { sniffBody } from "./sniff-body.ts";
import { statusError } from "./status-error.ts";
import { withDeadline } from "./timers.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

/** Where calls go. URL and headers are fixed at creation: no request can change them. */
export interface HttpTarget {
  readonly upstream: Upstream;
  readonly url: URL;
  readonly headers: Headers;
  readonly limits: Pick<CallLimits, "connectMs" | "idleMs">;
  readonly runtime: Runtime;
}

/** One request. A body is sent as JSON. */
export interface HttpCall {
  readonly method: "GET" | "POST";
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Replaces the runtime's fetch: one that limits the connections of a request. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Headers for calls that send and accept JSON, and further ones by name. An invalid header is a ConfigError that does
 * not contain its value.
 */
export const jsonHeaders = (about: string, others: Readonly<Record<string, string>>): Headers => {
  const headers = new Headers({ "content-type": "application/json", accept: "application/json, text/event-stream" });
  for (const [name, value] of Object.entries(others)) {
    try {
      headers.set(name, value);
    } catch {
      throw new ConfigError(`${about}: header "${name}" has characters no header may have`);
    }
  }
  return headers;
};

/** The body of an answer, with a limit on silence. */
export const bodyOf = (
  { upstream, limits, runtime }: HttpTarget,
  { body }: Response,
  signal?: AbortSignal,
): Pull<Uint8Array> => {
  const guard = guardBody({ upstream, idleMs: limits.idleMs, clock: runtime.clock, signal });
  return body === null ? EMPTY : pullThrough<Uint8Array>(pullFrom(body), [guard]);
};

const EMPTY: Pull<Uint8Array> = { pull: () => Promise.resolve(undefined), cancel: () => Promise.resolve() };

/** A key belongs to one origin, so redirects are not followed. */
const isRedirect = ({ status, type }: Response): boolean =>
  type === "opaqueredirect" || (status >= 300 && status < 400);

const refuse = async (target: HttpTarget, response: Response, signal?: AbortSignal): Promise<never> => {
  const { upstream, runtime } = target;
  if (isRedirect(response)) {
    if (response.body !== null) discard(response.body);
    throw upstreamError(upstream, "malformed", { status: response.status, detail: "The upstream sent a redirect" });
  }
  const body = await errorText(target, response, signal).catch(() => "");
  signal?.throwIfAborted();
  throw statusError(upstream, response, body, runtime.clock.now());
};

/** The start of the body of an error response. */
const errorText = async (target: HttpTarget, response: Response, signal?: AbortSignal): Promise<string> => {
  const { body } = await sniffBody(target.upstream, bodyOf(target, response, signal));
  return (await readBoundedText(body, MAX_DETAIL)).text;
};

/** Sends one request, once. Throws a ProviderError for anything but a success. */
export const sendRequest = async (target: HttpTarget, call: HttpCall): Promise<Response> => {
  const { upstream, url, headers, limits, runtime } = target;
  const { clock } = runtime;
  const { method, body, signal, fetch = runtime.fetch } = call;
  const late = (): Error => upstreamError(upstream, "connect_timeout");
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await withDeadline({ clock, ms: limits.connectMs, signal, late }, async (signal) => {
    try {
      return await fetch(url, { method, headers, ...sent, redirect: "manual", signal });
    } catch (cause) {
      throw upstreamError(upstream, "connection", { cause, detail: `no answer from ${url.host}` });
    }
  });
  return response.ok ? response : refuse(target, response, signal);
};
