import { readJsonBody, readJsonLines } from "./json-body.ts";
import { bodyOf, type HttpTarget, jsonHeaders, sendRequest } from "./request.ts";
import { retrying, type RetryDelay } from "./retry.ts";
import { sniffBody } from "./sniff-body.ts";
import type { Runtime } from "./runtime.ts";
import type { Upstream } from "./upstream-error.ts";

/** A service that takes and gives JSON: what a rail asks that is no model. */
export interface JsonService {
  /** The name errors give it. */
  readonly name: string;
  readonly url: URL;
  /** Sent with every call. `content-type` and `accept` are set already. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Texts that must not appear in what is kept of an error, such as its key. */
  readonly secrets?: readonly string[];
  readonly runtime: Runtime;
}

export interface JsonCall {
  /** Default: `POST`, and `GET` without a body. */
  readonly method?: "GET" | "POST";
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** Instead of the runtime's: the one of a request whose connections are counted. */
  readonly fetch?: typeof fetch | undefined;
  /** Milliseconds until the answer begins, and between two pieces of it. Default 10,000. */
  readonly timeoutMs?: number;
  /** Tries after the first one, where the service could not be reached or failed. Default 0. */
  readonly maxRetries?: number;
  /** When the next try comes, or whether there is one. Default: as for models. */
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
 * Asks a service once and returns its JSON answer, which is at most 8 MiB. A redirect is not followed.
 *
 * @throws ConfigError for a header that cannot be sent, ProviderError for everything but a success, with a fixed sentence as message: what the service said is in
 * `detail`, without the secrets. A signal that aborts rejects with its reason.
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
