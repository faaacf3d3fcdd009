import type { ProviderErrorCode } from "../errors.ts";

/** A pattern that matches any of these. */
const anyOf = (...ways: readonly string[]): RegExp => new RegExp(ways.join("|"), "i");

/** How providers say that a request exceeds the context window. */
const CONTEXT_WINDOW = anyOf(
  "context.?(?:length|limit|size|window)",
  "maximum context",
  "(?:maximum|max) (?:prompt|input|sequence) length",
  "(?:prompt|input) (?:exceeds max length|is too long)",
  "prompt.?too.?long",
  "token (?:count|limit).{0,40}exceeds?",
  "exceed(?:s|ed)?.{0,40}token (?:count|limit)",
  "exceeds the maximum number of tokens",
  "range of input length",
  "too many (?:input )?tokens",
  "`inputs`.{0,40} tokens",
  "reduce the length",
);

/** How providers say that their own content filter refused the prompt. */
const CONTENT_FILTER = anyOf(
  '"content_filter"',
  "content (?:exists risk|filtering policy|management policy)",
  "content_policy_violation",
  "data_inspection_failed",
  "(?:inappropriate|sensitive).?content",
  "(?:input|prompt) was flagged",
  "moderation_blocked",
  "prohibited_content",
  "ResponsibleAIPolicyViolation",
  "SAFETY_CHECK",
  "usage (?:guidelines|polic(?:y|ies))",
  // Zhipu's code for it; its message is in Chinese.
  '"code": ?"1301"',
);

/** A rate limit that is reported with another status than 429, as AWS does. */
const RATE_LIMIT = /rate_limit_exceeded|ThrottlingException/i;

/** How Google reports an unknown key, and Anthropic an account without credit, with status 400. */
const ACCOUNT = /API_KEY_INVALID|api key not valid|invalid.?api.?key|credit balance is too low/i;

/** The error code for an HTTP status. `body` is the body that came with it. */
export const codeOfStatus = (status: number, body: string): ProviderErrorCode => {
  if (status === 429 || ((status === 400 || status === 413) && RATE_LIMIT.test(body))) return "rate_limit";
  if (status === 408 || status >= 500) return "server";
  // Some providers use 403 when their filter refuses a prompt.
  if (status !== 401 && CONTENT_FILTER.test(body)) return "content_filter";
  if (status === 401 || status === 402 || status === 403) return "authentication";
  if (ACCOUNT.test(body)) return "authentication";
  return CONTEXT_WINDOW.test(body) ? "context_window" : "bad_request";
};
