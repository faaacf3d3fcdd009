import { ProviderError, type ProviderErrorCode, type ProviderErrorOptions } from "../errors.ts";
import { isRecord, textOf } from "../json.ts";

const CONTEXT_WINDOW =
  /context.?(?:length|window)|maximum context|(?:prompt|input) is too long|too many (?:input )?tokens|reduce the length/i;

/** The code of an HTTP status; `said` is what the upstream said with it. */
export const statusCode = (status: number, said: string): ProviderErrorCode => {
  if (status === 401 || status === 402 || status === 403) return "authentication";
  if (status === 429) return "rate_limit";
  if (status === 408 || status >= 500) return "server";
  return CONTEXT_WINDOW.test(said) ? "context_window" : "bad_request";
};

/** Fixed texts: nothing of what the upstream said is in them, so they may be shown to a client. */
const SENTENCES: Readonly<Record<ProviderErrorCode, string>> = {
  authentication: "refused the credentials",
  rate_limit: "is limiting the rate of requests",
  bad_request: "refused the request",
  context_window: "refused a request that is longer than the model's context window",
  server: "failed to answer",
  connection: "could not be reached",
  connect_timeout: "did not begin to answer in time",
  idle_timeout: "stopped sending in the middle of an answer",
  empty: "sent an empty answer",
  truncated: "ended an answer before it was complete",
  malformed: "sent an answer that cannot be read",
};

/** A ProviderError with the fixed sentence of its code. */
export const providerError = (
  engine: string,
  code: ProviderErrorCode,
  options: ProviderErrorOptions = {},
): ProviderError => {
  const status = options.status === undefined ? "" : ` (HTTP ${options.status})`;
  return new ProviderError(code, `Cannot call model: provider "${engine}" ${SENTENCES[code]}${status}`, options);
};

const KINDS: readonly (readonly [RegExp, number])[] = [
  [/rate.?limit|too.?many.?requests|quota/i, 429],
  [/auth|permission|api.?key|billing/i, 401],
  [/overloaded|unavailable|capacity/i, 503],
  [/invalid.?request|bad.?request|not.?found|too.?large|context/i, 400],
];

const statusOf = (error: Readonly<Record<string, unknown>>): number => {
  const number = [error["code"], error["status"]].map(Number).find((code) => code >= 400 && code < 600);
  if (number !== undefined) return number;
  const named = `${textOf(error["type"])} ${textOf(error["code"])}`;
  return KINDS.find(([pattern]) => pattern.test(named))?.[1] ?? 500;
};

/**
 * The error an upstream reports inside an answer (`{ "error": { "type", "code", "message" } }` and its relatives).
 * `status` is set when the upstream named one.
 */
export const reportedError = (engine: string, reported: unknown): ProviderError => {
  const error = isRecord(reported) ? reported : { message: reported };
  const status = statusOf(error);
  const detail = JSON.stringify(reported).slice(0, 8192);
  return providerError(engine, statusCode(status, detail), { detail, status });
};
