import { ProviderError } from "../../errors.ts";
import { isRecord, optional } from "../../json.ts";
import { providerFailure, type ErrorMapper } from "../provider-failure.ts";

/** Markers by which the AI SDK recognizes an API call error, in any copy of its packages. */
const MARKS = { [Symbol.for("vercel.ai.error")]: true, [Symbol.for("vercel.ai.error.AI_APICallError")]: true };

const isRetryable = (error: unknown, { retryable }: ProviderError): boolean =>
  isRecord(error) && typeof error["isRetryable"] === "boolean" ? error["isRetryable"] : retryable;

/** Like `providerFailure`, for errors that the AI SDK retries if it would have retried the original. */
export const callFailure = (provider: string): ErrorMapper => {
  const mapError = providerFailure(provider);
  return (error) => {
    const failure = mapError(error);
    if (failure === error || !(failure instanceof ProviderError)) return failure;
    const { status, retryAfterMs: wait } = failure;
    return Object.assign(failure, MARKS, {
      url: "",
      requestBodyValues: {},
      ...optional("statusCode", status),
      ...(wait === undefined ? {} : { responseHeaders: { "retry-after-ms": String(wait) } }),
      isRetryable: isRetryable(error, failure),
    });
  };
};
