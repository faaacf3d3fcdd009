/** The base class of all errors of this package. `code` is stable; `message` is for people and may change. */
export class EdgeRailsError extends Error {
  /** A literal in every class, since bundlers shorten the names of classes. */
  override readonly name: string = "EdgeRailsError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One error in a config. */
export interface ConfigIssue {
  /** The error, what was expected, and what to write instead. */
  readonly message: string;
  /** The file, or other source, such as `config.yml`. */
  readonly source?: string;
  /** 1-based line in that source. */
  readonly line?: number;
  /** 1-based column in that line. */
  readonly column?: number;
  /** Dot path of the key, such as `rails.output.streaming.chunk_size`. */
  readonly path?: string;
  /**
   * Set if the missing thing is not part of the config. `environment`: a key or URL of this deployment; `code`: an
   * action that the application registers.
   */
  readonly about?: "environment" | "code";
}

/** API keys of well-known providers: their prefix, and characters that no name would have. */
const KEY =
  /(?<![A-Za-z0-9])(?:(?:sk|pk|rk|gsk|hf|nvapi|gh[a-z]|xai|xox[a-z])[-_]|AIza|AKIA)[\w-]{0,64}?(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}[\w-]*/g;

/** Whether a text starts like an API key of a provider. Such a text is never printed. */
export const looksLikeKey = (text: string): boolean => text.search(KEY) === 0;

/** Redacts API keys that were written in the wrong place of a config, since messages quote it. */
const withoutKeys = (issue: ConfigIssue): ConfigIssue => {
  const hide = (text: string): string => text.replace(KEY, "[redacted]");
  const { message, path } = issue;
  if (hide(message) === message && (path === undefined || hide(path) === path)) return issue;
  return { ...issue, message: hide(message), ...(path === undefined ? {} : { path: hide(path) }) };
};

const locate = ({ source, line, column, path }: ConfigIssue): string =>
  [source, line, column, path].filter((part) => part !== undefined).join(":");

/** Issues that a message lists. One file can have tens of thousands. */
const MAX_PRINTED = 200;

function printIssues(issues: readonly ConfigIssue[]): string {
  const lines = issues
    .slice(0, MAX_PRINTED)
    .map((issue) => [locate(issue), issue.message].filter((part) => part !== "").join(": "));
  const left = issues.length - lines.length;
  return [...lines, ...(left > 0 ? [`… and ${left} more`] : [])].join("\n");
}

/** A config is invalid. `issues` has all issues, `message` the first 200, one per line. */
export class ConfigError extends EdgeRailsError {
  override readonly name: string = "ConfigError";
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[] | string, options?: ErrorOptions) {
    const list = (typeof issues === "string" ? [{ message: issues }] : issues).map(withoutKeys);
    super("invalid_config", printIssues(list), options);
    this.issues = list;
  }
}

/** `streamAsync` was called, but the config's output rails are not enabled for streaming. */
export class StreamingNotSupportedError extends EdgeRailsError {
  override readonly name: string = "StreamingNotSupportedError";

  constructor() {
    super(
      "streaming_not_supported",
      "stream_async() cannot be used when output rails are configured but rails.output.streaming.enabled is False. Either set rails.output.streaming.enabled to True in your configuration, or use generate_async() instead of stream_async().",
    );
  }
}

/** A call has invalid arguments: no messages, an unknown option, an unknown role. */
export class RequestError extends EdgeRailsError {
  override readonly name: string = "RequestError";
  /** The invalid argument. */
  readonly param: string | undefined;

  constructor(message: string, param?: string) {
    super("invalid_request", message);
    this.param = param;
  }
}

/** An answer was read a second time. A stream that was read to its end would give nothing then, without an error. */
export class AlreadyReadError extends EdgeRailsError {
  override readonly name: string = "AlreadyReadError";

  constructor() {
    super(
      "already_read",
      "An answer can be read once: call `tee()` before the first read, or await `outcome`, `usage` or `log`",
    );
  }
}

/** Something exceeded its documented limit. */
export class LimitError extends EdgeRailsError {
  override readonly name: string = "LimitError";

  constructor(message: string) {
    super("limit_exceeded", message);
  }
}

/** The kind of a failed call to a provider. */
export type ProviderErrorCode =
  | "authentication"
  | "rate_limit"
  | "bad_request"
  | "content_filter"
  | "context_window"
  | "server"
  | "connection"
  | "connect_timeout"
  | "idle_timeout"
  | "empty"
  | "truncated"
  | "malformed"
  | "unknown_format";

export interface ProviderErrorOptions extends ErrorOptions {
  /** HTTP status of the upstream, if it answered. */
  readonly status?: number;
  /** The wait that the upstream requested, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The upstream's own message. For logs only: it must never reach a client. */
  readonly detail?: string;
}

/** A model call failed. `message` may be shown to clients; `detail` and `cause` are for the operator. */
export class ProviderError extends EdgeRailsError {
  override readonly name: string = "ProviderError";
  declare readonly code: ProviderErrorCode;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly detail: string | undefined;

  constructor(code: ProviderErrorCode, message: string, options: ProviderErrorOptions = {}) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.detail = options.detail;
  }

  /** The fields for logs and JSON answers. `detail` and `cause` are left out, and must be read explicitly. */
  toJSON(): object {
    const { name, code, message, status, retryAfterMs } = this;
    return { name, code, message, status, retryAfterMs };
  }

  /** Whether the same request may succeed if retried. */
  get retryable(): boolean {
    return this.code === "rate_limit" || this.code === "connection" || (this.code === "server" && this.status !== 501);
  }
}

/** A rail failed, or did not decide in time. */
export class RailError extends EdgeRailsError {
  override readonly name: string = "RailError";
  declare readonly code: "rail_error" | "rail_timeout";
  readonly rail: string;

  constructor(code: "rail_error" | "rail_timeout", rail: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.rail = rail;
  }
}
