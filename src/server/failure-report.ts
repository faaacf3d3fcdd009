import { EdgeRailsError, ProviderError } from "../errors.ts";
import { redact } from "../http/redact.ts";
import { RefusedRequest } from "./failure.ts";
import type { GatewayEvent } from "./request-record.ts";

/** What went wrong in a request, without any text of the conversation. */
export interface FailureReport {
  readonly requestId: string;
  readonly path: string;
  readonly status: number;
  /** What failed the request, such as `authentication: Cannot call model: …`. */
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
    const { code } = at as { readonly code?: unknown };
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return code;
    at = at instanceof AggregateError ? at.errors[0] : at.cause;
  }
  return undefined;
};

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return "a value was thrown that is no error";
  // Of an engine's own: names of classes are lost when a Worker is made small.
  const name = error instanceof EdgeRailsError ? error.code : error.name;
  const code = causeCode(error);
  // What the gateway says of its own failures is for clients; why it failed is below.
  const why = error instanceof RefusedRequest && error.status >= 500 ? describe(error.cause) : code;
  return `${name}: ${sanitized(error.message)}${why === undefined ? "" : ` (${why})`}`;
};

/** The same with the upstream's error text, sanitized as well. */
export const describeInFull = (error: unknown): string => {
  const detail = error instanceof ProviderError ? error.detail : undefined;
  return detail === undefined ? describe(error) : `${describe(error)} [${sanitized(detail)}]`;
};

/** Whether a request failed through no fault of its client. */
const isOperatorsFault = ({ status, error, cancelled }: GatewayEvent): boolean =>
  error !== undefined && !cancelled && (error instanceof ProviderError || status < 400 || status >= 500);

/**
 * What an operator must be told of a request: that it failed, that a rail could not give a verdict, or that the answer
 * could not be kept. Undefined when all went well, or the client was at fault.
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
 * An `onEvent` that writes a line of JSON to the console for every request that failed for a reason which is not its
 * client's, and for every rail that could not give a verdict. Nothing of a conversation is in it. Clients are told of such
 * failures only that there was one, so that a gateway without an `onEvent` keeps the reason to itself.
 *
 * @example
 * createApp({ configs, env, onEvent: logFailures })
 */
export const logFailures = (event: GatewayEvent): void => {
  const report = failureReport(event);
  if (report !== undefined) console.error(JSON.stringify(report));
};
