import { readJsonBody, readJsonLines } from "./json-body.ts";
import { bodyOf, type HttpTarget, jsonHeaders, sendRequest } from "./request.ts";
import { retrying, type RetryDelay } from "./retry.ts";
import type { Runtime } from "./runtime.ts";
import { sniffBody } from "./sniff-body.ts";
import type { Upstream } from "./upstream-error.ts";

/** A service that takes and returns JSON, called by a rail. Not a model. */
export interface JsonService {
  /** The name in error messages. */
  readonly name: string;
  readonly url: URL;
  /** Sent with every call, in addition to `content-type` and `accept`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts that must not appear in the details of an error, such as its key. */
  readonly secrets?: readonly string[];
  readonly runtime: Runtime;
}

export interface JsonCall {
  /** Default: `POST`, and `GET` without a body. */
  readonly method?: "GET" | "POST";
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Replaces the runtime's fetch: one that limits the connections of a request. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds until the answer starts, and between two chunks of it. Default 10,000. */
  readonly timeoutMs?: number;
  /** How often a call is repeated if the service is unreachable or fails. Default 0. */
  readonly maxRetries?: number;
  /** The delay before the next attempt, or undefined for none. Default: as for models. */
  readonly retryDelay?: RetryDelay | undefined;
  /** `lines`: the answer has a JSON value on every line, and they are returned as a list. Default `json`. */
  readonly format?: "json" | "lines";
}

const targetOf = ({ name, url, headers = {}, secrets = [], runtime }: JsonService, timeoutMs: number): HttpTarget => {
  const upstream: Upstream = { what: "service", name, secrets };
  const sent = jsonHeaders(`Cannot call service "${name}"`, headers);
  return { upstream, url, headers: sent, limits: { connectMs: timeoutMs, idleMs: timeoutMs }, runtime };
};

/**
 * Calls a service and returns its JSON answer, which may have 8 MiB. Redirects are not followed.
 *
 * @throws ConfigError for an invalid header, ProviderError for anything but a success. Its message is a fixed sentence;
 *   what the service said is in `detail`, with secrets removed. If the signal aborts, rejects with its reason.
 */
export const callJson = async (service: JsonService, call: JsonCall): Promise<unknown> => {
  const { body, signal, fetch, timeoutMs = 10_000, maxRetries = 0, retryDelay, format = "json" } = call;
  const { method = body === undefined ? "GET" : "POST" } = call;
  const target = targetOf(service, timeoutMs);
  const read = format === "json" ? readJsonBody : readJsonLines;
  return retrying({ maxRetries, runtime: service.runtime, signal, delay: retryDelay }, async () => {
    const response = await sendRequest(target, { method, body, signal, fetch });
    const { body: answer } = await sniffBody(target.upstream, bodyOf(target, response, signal));
    return read(target.upstream, answer);
  });
};
