import { TEXT } from "./fault-text.ts";

/**
 * A provider's fault before its first token, and the status, type and code of the error for clients of chat
 * completions.
 */
export type EarlyRow = readonly [fault: string, status: number, type: string, code: string];

export const EARLY: readonly EarlyRow[] = [
  ["empty", 502, "upstream_empty", "empty"],
  ["json-error", 502, "upstream_error", "server"],
  ["json-error-429", 429, "upstream_error", "rate_limit"],
  ["rate-limit", 429, "upstream_error", "rate_limit"],
  ["html-500", 502, "upstream_error", "server"],
  ["html-200", 502, "upstream_error", "malformed"],
  ["reset", 502, "upstream_error", "connection"],
  ["unauthorized", 502, "upstream_error", "authentication"],
  ["too-long", 400, "invalid_request_error", "context_length_exceeded"],
  ["bad-request", 400, "invalid_request_error", "bad_request"],
  ["never-answers", 504, "upstream_connect_timeout", "connect_timeout"],
  ["stall-at-once", 504, "upstream_idle_timeout", "idle_timeout"],
  ["redirect", 502, "upstream_error", "malformed"],
];

/** A provider's fault after its first token: the type and code of the client's error, and the text before it. */
export type LateRow = readonly [fault: string, type: string, code: string, said: string];

export const LATE: readonly LateRow[] = [
  ["no-end", "upstream_truncated", "truncated", TEXT],
  ["reset-mid-event", "upstream_truncated", "truncated", TEXT],
  ["eof-in-json", "upstream_truncated", "truncated", TEXT],
  ["in-band-error", "upstream_error", "server", TEXT],
  ["error-event", "upstream_error", "server", TEXT],
  ["stall", "upstream_idle_timeout", "idle_timeout", "Hello"],
  ["bad-json", "upstream_error", "malformed", "Hello"],
  ["only-comments", "upstream_error", "malformed", "Hello"],
];

/** Unusual but valid behaviour of a provider. */
export const ODD: readonly string[] = [
  "good",
  "no-done",
  "done-only",
  "byte-by-byte",
  "bom",
  "crlf",
  "cr",
  "no-space-multi-line",
  "empty-data",
  "nulls",
  "usage-twice",
  "finish-twice",
  "text-after-finish",
  "text-after-done",
  "json-completion",
  "one-newline",
  "no-last-newline",
  "gzip",
  "chunk-list",
];

/** Timeouts are short only for silent providers, so that a busy machine does not cause other faults. */
export const patience = (fault: string): object =>
  /stall|never/.test(fault) ? { idle_timeout: 0.1, timeout: 0.2 } : { idle_timeout: 5, timeout: 5 };
