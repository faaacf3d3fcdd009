import type { ErrorObject, Failure } from "../failure.ts";

/** Error types of the Messages API by HTTP status. */
const TYPES: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [403, "permission_error"],
  [404, "not_found_error"],
  [413, "request_too_large"],
  [429, "rate_limit_error"],
  [504, "timeout_error"],
  [529, "overloaded_error"],
]);

const typeOf = (status: number): string =>
  TYPES.get(status) ?? (status >= 400 && status < 500 ? "invalid_request_error" : "api_error");

/** SDKs recognize by these details that a server keeps no threads, and continue without. */
const detailsOf = ({ code, param }: ErrorObject): object =>
  code === "thread_unsupported_request" ? { details: { error_code: code, unsupported: [param] } } : {};

const errorOf = (type: string, error: ErrorObject): Readonly<Record<string, unknown>> => {
  const { message, code, param } = error;
  return { type: "error", error: { type, message, code, ...(param === null ? {} : { param }), ...detailsOf(error) } };
};

/** A failure as an error of the Messages API, with the code and field that other formats have. */
export const failureToWire = ({ status, error }: Failure): Readonly<Record<string, unknown>> =>
  errorOf(typeOf(status), error);

/** A block that is sent as an error, under its own type. */
export const blockToWire = (error: ErrorObject): Readonly<Record<string, unknown>> => errorOf(error.type, error);
