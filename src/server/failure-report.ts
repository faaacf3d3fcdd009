import { EdgeRailsError, ProviderError } from "../errors.ts";
import { redact } from "../http/redact.ts";
import { recordOf } from "../json.ts";
import { RefusedRequest } from "./failure.ts";
import type { GatewayEvent } from "./request-record.ts";

/** The failures of one request, without any text of the conversation. */
export interface FailureReport {
  readonly requestId: string;
  readonly path: string;
  readonly status: number;
  /** Why the request failed, such as `authentication: Cannot call model: …`. */
  readonly error?: string;
  /** Why the items of the answer could not be stored. */
  readonly notKept?: string;
  /** Rails that could not give a verdict, and why. */
  readonly rails?: readonly { readonly rail: string; readonly cause: string }[];
}

const MAX_CAUSE = 300;

/** Levels of nested causes; a cycle must end. */
const MAX_CAUSES = 5;

/** Removes URLs, which may contain keys, and messages of parsers, which quote their input. */
const sanitized = (text: string): string => {
  if (/is not valid JSON|\bJSON\.parse|in JSON at position/.test(text)) return "a text is not valid JSON";
  return redact(text.replaceAll(/\b[a-z][\w+.-]*:\/\/\S+/gi, "[address]")).slice(0, MAX_CAUSE);
};

/** The system error code below an error, such as `ECONNREFUSED`, which is safe to log. */
export const causeCode = (error: unknown): string | undefined => {
  let at: unknown = error;
  for (let depth = 0; depth < MAX_CAUSES && at instanceof Error; depth += 1) {
    const { code } = recordOf(at);
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
};

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return "a value was thrown that is no error";
  // Our own errors by their code, since minified Workers have no class names.
  const name = error instanceof EdgeRailsError ? error.code : error.name;
  const code = causeCode(error);
  // The messages of the gateway's own errors are for clients; the cause is for the operator.
  const why = error instanceof RefusedRequest && error.status >= 500 ? describe(error.cause) : code;
  return `${name}: ${sanitized(error.message)}${why === undefined ? "" : ` (${why})`}`;
};

/** The same with the upstream's error text, sanitized as well. */
export const describeInFull = (error: unknown): string => {
  const detail = error instanceof ProviderError ? error.detail : undefined;
  return detail === undefined ? describe(error) : `${describe(error)} [${sanitized(detail)}]`;
};

/** Whether the operator, and not the client, has to act on a failed request. */
const isOperatorsFault = ({ status, error, cancelled }: GatewayEvent): boolean =>
  error !== undefined && !cancelled && (error instanceof ProviderError || status < 400 || status >= 500);

/**
 * The report of a request that needs the operator's attention: it failed, a rail could not give a verdict, or the items
 * of the answer could not be stored. Undefined if all went well, or the client was at fault.
 *
 * @example
 * createApp({
 *   configs,
 *   onEvent: (event) => {
 *     const report = failureReport(event);
 *     if (report !== undefined) console.warn(report.path, report.error ?? report.notKept ?? report.rails);
 *   },
 * });
 */
export const failureReport = (event: GatewayEvent): FailureReport | undefined => {
  const { requestId, path, status, error, notKept, railFailures = [] } = event;
  const isFailed = isOperatorsFault(event);
  if (!isFailed && notKept === undefined && railFailures.length === 0) return undefined;
  const rails = railFailures.map(({ rail, reason }) => ({
    rail,
    cause: reason === undefined ? "it failed, and its settings let the text pass" : sanitized(reason),
  }));
  return {
    requestId,
    path,
    status,
    ...(isFailed ? { error: describe(error) } : {}),
    ...(notKept === undefined ? {} : { notKept: describe(notKept) }),
    ...(rails.length === 0 ? {} : { rails }),
  };
};

/**
 * An `onEvent` that logs a line of JSON for every request that failed for a reason other than its client, and for every
 * rail that could not give a verdict. It contains no text of the conversation. Clients only learn that something
 * failed, so without an `onEvent` the reason is lost.
 *
 * @example
 * createApp({ configs, env, onEvent: logFailures })
 */
export const logFailures = (event: GatewayEvent): void => {
  const report = failureReport(event);
  if (report !== undefined) console.error(JSON.stringify(report));
};
