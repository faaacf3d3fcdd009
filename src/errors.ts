/** The base of every error this package throws on purpose: `code` is stable, `message` is for people. */
export class EdgeRailsError extends Error {
  /** Written out in every class: bundlers make the names of classes short. */
  override readonly name: string = "EdgeRailsError";
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** One thing that is wrong with a config. */
export interface ConfigIssue {
  /** What is wrong, what was expected, and what to write instead. */
  readonly message: string;
  /** The file (or other source) it stands in, such as `config.yml`. */
  readonly source?: string;
  /** 1-based line in that source. */
  readonly line?: number;
  /** 1-based column in that line. */
  readonly column?: number;
  /** Dot path of the key, such as `rails.output.streaming.chunk_size`. */
  readonly path?: string;
  /**
   * What is missing is no part of the config: `environment`, a key or an address of this deployment; `code`, an action that
   * the application brings along.
   */
  readonly about?: "environment" | "code";
}

/** How keys of the well-known providers begin, and a run of signs behind it that no name has. */
const KEY =
  /(?<![A-Za-z0-9])(?:(?:sk|pk|rk|gsk|hf|nvapi|gh[a-z]|xai|xox[a-z])[-_]|AIza|AKIA)[\w-]{0,64}?(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}[\w-]*/g;

/** Whether a text looks like the key of a provider, which is printed nowhere. */
export const looksLikeKey = (text: string): boolean => text.search(KEY) === 0;

/** A key in the wrong place of a config would be printed wherever it is said what is wrong there. */
const withoutKeys = (issue: ConfigIssue): ConfigIssue => {
  const hide = (text: string): string => text.replace(KEY, "[redacted]");
  const { message, path } = issue;
  if (hide(message) === message && (path === undefined || hide(path) === path)) return issue;
  return { ...issue, message: hide(message), ...(path === undefined ? {} : { path: hide(path) }) };
};

const locate = ({ source, line, column, path }: ConfigIssue): string =>
  [source, line, column, path].filter((part) => part !== undefined).join(":");

/** Issues that a message prints: one file can hold tens of thousands of mistakes. */
const MAX_PRINTED = 200;

function printIssues(issues: readonly ConfigIssue[]): string {
  const lines = issues
    .slice(0, MAX_PRINTED)
    .map((issue) => [locate(issue), issue.message].filter((part) => part !== "").join(": "));
  const left = issues.length - lines.length;
  return [...lines, ...(left > 0 ? [`… and ${left} more`] : [])].join("\n");
}

/** A config that must not be loaded: `issues` has every issue found, `message` the first 200, one line each. */
export class ConfigError extends EdgeRailsError {
  override readonly name: string = "ConfigError";
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[] | string, options?: ErrorOptions) {
    const list = (typeof issues === "string" ? [{ message: issues }] : issues).map(withoutKeys);
    super("invalid_config", printIssues(list), options);
    this.issues = list;
  }
}

/** `streamAsync` was called with output rails configured and streaming not enabled for them. */
export class StreamingNotSupportedError extends EdgeRailsError {
  override readonly name: string = "StreamingNotSupportedError";

  constructor() {
    super(
      "streaming_not_supported",
      "stream_async() cannot be used when output rails are configured but rails.output.streaming.enabled is False. Either set rails.output.streaming.enabled to True in your configuration, or use generate_async() instead of stream_async().",
    );
  }
}

/** A call with arguments that cannot be meant: no messages, an unknown option, a role that does not exist. */
export class RequestError extends EdgeRailsError {
  override readonly name: string = "RequestError";
  /** The argument at fault. */
  readonly param: string | undefined;

  constructor(message: string, param?: string) {
    super("invalid_request", message);
    this.param = param;
  }
}

/** Something grew past its stated bound. */
export class LimitError extends EdgeRailsError {
  override readonly name: string = "LimitError";

  constructor(message: string) {
    super("limit_exceeded", message);
  }
}

/** What went wrong between here and a provider. */
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
  /** HTTP status of the upstream, when there was one. */
  readonly status?: number;
  /** How long the upstream asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** What the upstream said. For logs: it must never reach a client. */
  readonly detail?: string;
}

/** A model call that failed. `message` is safe to show; `detail` and `cause` are for the operator. */
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

  /** What a log or an answer in JSON shows of it. `detail` stays out of both, as `cause` does: who wants it asks for it. */
  toJSON(): object {
    const { name, code, message, status, retryAfterMs } = this;
    return { name, code, message, status, retryAfterMs };
  }

  /** Whether the same request may succeed a little later. */
  get retryable(): boolean {
    return this.code === "rate_limit" || this.code === "connection" || (this.code === "server" && this.status !== 501);
  }
}

/** A rail that could not give a verdict. */
export class RailError extends EdgeRailsError {
  override readonly name: string = "RailError";
  declare readonly code: "rail_error" | "rail_timeout";
  readonly rail: string;

  constructor(code: "rail_error" | "rail_timeout", rail: string, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.rail = rail;
  }
}
