import { ConfigError, EdgeRailsError, LimitError, ProviderError, RailError, RequestError } from "../errors.ts";
import type { ProviderErrorCode } from "../errors.ts";

/** The error object of the OpenAI API. */
export interface ErrorObject {
  readonly message: string;
  readonly type: string;
  readonly param: string | null;
  readonly code: string;
}

/** A failure as clients see it. The status is used if it has not been sent yet. */
export interface Failure {
  readonly status: number;
  readonly error: ErrorObject;
  readonly headers?: Readonly<Record<string, string>>;
}

interface UpstreamRow {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

const upstream = (status: number, message: string, type = "upstream_error"): UpstreamRow => ({ status, type, message });

/** Fixed texts: what an upstream said, and its address, are only for the operator. */
const UPSTREAM: Readonly<Record<ProviderErrorCode, UpstreamRow>> = {
  authentication: upstream(502, "The model provider refused the gateway's credentials"),
  rate_limit: upstream(429, "The model provider is limiting the rate of requests"),
  bad_request: upstream(502, "The model provider refused the request"),
  content_filter: upstream(400, "The model provider's content filter refused the request", "invalid_request_error"),
  context_window: upstream(400, "The request is longer than the model's context window", "invalid_request_error"),
  server: upstream(502, "The model provider failed to answer"),
  connection: upstream(502, "The model provider could not be reached"),
  connect_timeout: upstream(504, "The model provider did not begin to answer in time", "upstream_connect_timeout"),
  idle_timeout: upstream(504, "The model provider stopped sending in the middle of an answer", "upstream_idle_timeout"),
  empty: upstream(502, "The model provider sent an empty answer", "upstream_empty"),
  truncated: upstream(502, "The model provider ended the answer before it was complete", "upstream_truncated"),
  malformed: upstream(502, "The model provider sent an answer that cannot be read"),
  unknown_format: upstream(502, "The model provider sent an answer in an unknown format"),
};

const retryAfter = ({ retryAfterMs }: ProviderError): Readonly<Record<string, string>> =>
  retryAfterMs === undefined ? {} : { "retry-after": String(Math.ceil(retryAfterMs / 1_000)) };

/** Clients check for OpenAI's code, in order to shorten the conversation and retry. */
const wireCode = (code: ProviderErrorCode): string => (code === "context_window" ? "context_length_exceeded" : code);

const ofProvider = (error: ProviderError): Failure => {
  const { status, type, message } = UPSTREAM[error.code] ?? UPSTREAM.server;
  // If the provider rejects a parameter of the client, the gateway is not at fault, and a retry is pointless.
  const isClients = error.code === "bad_request" && (error.status === 400 || error.status === 422);
  return {
    status: isClients ? 400 : status,
    error: { message, type: isClients ? "invalid_request_error" : type, param: null, code: wireCode(error.code) },
    headers: retryAfter(error),
  };
};

const object = (type: string, code: string, message: string, param: string | null = null): ErrorObject => ({
  message,
  type,
  param,
  code,
});

const invalid = (error: EdgeRailsError, param: string | null = null): Failure => ({
  status: 400,
  error: object("invalid_request_error", error.code, error.message, param),
});

const internal = (code: string, message: string, type = "internal_error", status = 500): Failure => ({
  status,
  error: object(type, code, message),
});

/** What a client is told about an error. Only messages written for clients are passed on. */
export const failureOf = (error: unknown): Failure => {
  if (error instanceof ProviderError) return ofProvider(error);
  if (error instanceof RequestError) return invalid(error, error.param ?? null);
  if (error instanceof ConfigError) return internal(error.code, "The gateway's config cannot serve this request");
  if (error instanceof LimitError) return internal(error.code, "The answer grew past a limit", error.code, 502);
  if (error instanceof RailError) return internal(error.code, "A rail could not give a verdict", error.code);
  if (error instanceof EdgeRailsError && error.code === "streaming_not_supported") return invalid(error);
  return internal("internal_error", "The gateway failed to answer");
};
