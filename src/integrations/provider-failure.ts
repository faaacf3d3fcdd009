import { EdgeRailsError, type ProviderErrorCode } from "../errors.ts";
import { redact } from "../http/redact.ts";
import { MAX_DETAIL, reportedError } from "../http/reported-error.ts";
import { modelUpstream, upstreamError } from "../http/upstream-error.ts";
import { statusError } from "../http/status-error.ts";
import { isRecord, type JsonRecord, textOf } from "../json.ts";
import { pullFrom, toReadable } from "../streams/pull.ts";

/** What clients of providers throw before they send anything: words of their own, about what the application has set. */
const OF_THE_APPLICATION: ReadonlySet<string> = new Set([
  "AI_LoadAPIKeyError",
  "AI_LoadSettingError",
  "AI_NoSuchModelError",
]);

const UNREADABLE = /^AI_(?:JSONParse|TypeValidation|InvalidResponseData)Error$|^SyntaxError$/;

const UNREACHABLE = /^API ?Connection|^fetch failed$|^Cannot connect to API|^Connection error\.?$/;

/** A status of success says that the answer was there, and could not be read. */
const codeOf = (error: Error, status: number | undefined): ProviderErrorCode => {
  if (status !== undefined || UNREADABLE.test(error.name)) return "malformed";
  return UNREACHABLE.test(error.name) || UNREACHABLE.test(error.message) ? "connection" : "server";
};

/** The status of an answer, by the names that clients have for it. */
const statusOf = ({ statusCode, status }: JsonRecord): number | undefined =>
  [statusCode, status].find((one): one is number => typeof one === "number" && one >= 200 && one < 600);

const headersOf = ({ responseHeaders, headers = responseHeaders }: JsonRecord): Headers => {
  try {
    return new Headers(headers as HeadersInit | undefined);
  } catch {
    return new Headers();
  }
};

/** What was said, for the operator: redacted whole before it is cut, so that no half of a key is left at the end. */
const detailOf = (error: Error): string => {
  const body = textOf((error as unknown as JsonRecord)["responseBody"]);
  return redact(`${error.name}: ${error.message}${body === "" ? "" : `\n${body}`}`).slice(0, MAX_DETAIL);
};

/** What was thrown, as it may be shown. */
export type Told = (error: unknown) => Error;

/**
 * Tells what the client of a provider has thrown in words of ours: those of a provider are read by no rail, and neither are
 * those of a parser that quotes what it could not read. They are in the `detail`, for the operator.
 */
export const providerFailure =
  (provider: string): Told =>
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

/** Does what asks a provider. What fails there is told; whoever has left gets the reason of that. */
export const failingAs = async <T>(
  told: Told,
  signal: AbortSignal | undefined,
  ask: () => Promise<T> | PromiseLike<T>,
): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    throw told(error);
  }
};

/** A stream whose failures are told. */
export const breakingAs = <T>(
  told: Told,
  signal: AbortSignal | undefined,
  stream: ReadableStream<T>,
): ReadableStream<T> => {
  const source = pullFrom(stream);
  return toReadable<T>({
    pull: () => failingAs(told, signal, () => source.pull()),
    cancel: (reason) => source.cancel(reason),
  });
};
