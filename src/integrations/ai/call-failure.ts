import { ProviderError } from "../../errors.ts";
import { isRecord, optional } from "../../json.ts";
import { providerFailure, type Told } from "../provider-failure.ts";

/** By these the AI SDK knows an error of a call, in whichever copy of its packages it was made. */
const MARKS = { [Symbol.for("vercel.ai.error")]: true, [Symbol.for("vercel.ai.error.AI_APICallError")]: true };

const isRetryable = (error: unknown, { retryable }: ProviderError): boolean =>
  isRecord(error) && typeof error["isRetryable"] === "boolean" ? error["isRetryable"] : retryable;

/** See `providerFailure`: the error is asked for again by the AI SDK where the one behind it would have been. */
export const callFailure = (provider: string): Told => {
  const told = providerFailure(provider);
  return (error) => {
    const failure = told(error);
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
