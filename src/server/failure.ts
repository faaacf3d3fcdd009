import { EdgeRailsError } from "../errors.ts";
import { type Failure, failureOf } from "../wire/failure.ts";

/** A request that the gateway refuses. The message is written for clients. */
export class RefusedRequest extends EdgeRailsError {
  override readonly name: string = "RefusedRequest";
  readonly status: number;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The message for the operator, if that for the client quotes what the client wrote, which no rail has read. */
  readonly operatorMessage: string | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    options: {
      readonly param?: string;
      readonly operatorMessage?: string | undefined;
      readonly headers?: Readonly<Record<string, string>>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = status;
    this.param = options.param ?? null;
    this.operatorMessage = options.operatorMessage;
    this.headers = options.headers ?? {};
  }
}

/** The error for the operator, without anything that the client of a refused request wrote. */
export const errorForOperator = (error: unknown): unknown =>
  error instanceof RefusedRequest && error.operatorMessage !== undefined
    ? new RefusedRequest(error.status, error.code, error.operatorMessage)
    : error;

/** What clients are told about any error, including refused requests. */
export const gatewayFailureOf = (error: unknown): Failure => {
  if (!(error instanceof RefusedRequest)) return failureOf(error);
  const { status, code, message, param, headers } = error;
  const type = status < 500 ? "invalid_request_error" : "internal_error";
  return { status, headers, error: { message, type, param, code } };
};

/** Adds the id of the request to failures that the client did not cause, so that the operator can find it. */
export const withRequestId = ({ status, error, ...rest }: Failure, requestId: string): Failure => {
  const isOurs = status >= 500 || error.type.startsWith("upstream");
  return { ...rest, status, error: isOurs ? { ...error, message: `${error.message} (${requestId})` } : error };
};
