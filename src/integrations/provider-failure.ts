import { EdgeRailsError, type ProviderErrorCode } from "../errors.ts";
import { redact } from "../http/redact.ts";
import { MAX_DETAIL, reportedError } from "../http/reported-error.ts";
import { statusError } from "../http/status-error.ts";
import { modelUpstream, upstreamError } from "../http/upstream-error.ts";
import { isRecord, type JsonRecord, textOf } from "../json.ts";
import { pullFrom, toReadable } from "../streams/pull.ts";

/** Errors that SDKs throw before they send a request, about settings of the application. */
const OF_THE_APPLICATION: ReadonlySet<string> = new Set([
  "AI_LoadAPIKeyError",
  "AI_LoadSettingError",
  "AI_NoSuchModelError",
]);

const UNREADABLE = /^AI_(?:JSONParse|TypeValidation|InvalidResponseData)Error$|^SyntaxError$/;

const UNREACHABLE = /^API ?Connection|^fetch failed$|^Cannot connect to API|^Connection error\.?$/;

/** An error with a success status means that the answer could not be parsed. */
const codeOf = (error: Error, status: number | undefined): ProviderErrorCode => {
  if (status !== undefined || UNREADABLE.test(error.name)) return "malformed";
  return UNREACHABLE.test(error.name) || UNREACHABLE.test(error.message) ? "connection" : "server";
};

/** The HTTP status, under the names that SDKs use. */
const statusOf = ({ statusCode, status }: JsonRecord): number | undefined =>
  [statusCode, status].find((one): one is number => typeof one === "number" && one >= 200 && one < 600);

const headersOf = ({ responseHeaders, headers = responseHeaders }: JsonRecord): Headers => {
  try {
    return new Headers(headers as HeadersInit | undefined);
  } catch {
    return new Headers();
  }
};

/** The error text for the operator. Redacted before it is truncated, so that half a key cannot remain at the end. */
const detailOf = (error: Error): string => {
  const body = textOf((error as unknown as JsonRecord)["responseBody"]);
  return redact(`${error.name}: ${error.message}${body === "" ? "" : `\n${body}`}`).slice(0, MAX_DETAIL);
};

/** Converts a thrown error to one that may be shown to clients. */
export type ErrorMapper = (error: unknown) => Error;

/**
 * Converts errors of a provider's SDK to ProviderErrors with a fixed message, since no rail has read the text of the
 * provider, nor of a parser that quotes its input. The original text is in `detail`, for the operator.
 */
export const providerFailure =
  (provider: string): ErrorMapper =>
  (error) => {
    const upstream = modelUpstream(provider);
    if (!(error instanceof Error)) return reportedError(upstream, isRecord(error) ? error : { message: String(error) });
    if (error instanceof EdgeRailsError || OF_THE_APPLICATION.has(error.name)) return error;
    const fields = error as unknown as JsonRecord;
    const detail = detailOf(error);
    const status = statusOf(fields);
    if (status === undefined || status < 300) return upstreamError(upstream, codeOf(error, status), { detail });
    return statusError(upstream, { status, headers: headersOf(fields) }, detail, Date.now());
  };

/** Calls a provider and converts its errors. After an abort it rejects with the signal's reason. */
export const withErrorsMapped = async <T>(
  mapError: ErrorMapper,
  signal: AbortSignal | undefined,
  ask: () => Promise<T> | PromiseLike<T>,
): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    throw mapError(error);
  }
};

/** A stream whose errors are converted. */
export const streamWithErrorsMapped = <T>(
  mapError: ErrorMapper,
  signal: AbortSignal | undefined,
  stream: ReadableStream<T>,
): ReadableStream<T> => {
  const source = pullFrom(stream);
  return toReadable<T>({
    pull: () => withErrorsMapped(mapError, signal, () => source.pull()),
    cancel: (reason) => source.cancel(reason),
  });
};
