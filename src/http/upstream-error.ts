import { ProviderError, type ProviderErrorCode, type ProviderErrorOptions } from "../errors.ts";
import { isRecord, onlyOne, recordOf, textOf, optional } from "../json.ts";
import { redact } from "./redact.ts";

/** Whom a call goes to, for its errors. */
export interface Upstream {
  /** What errors call it. */
  readonly what: "model" | "service";
  /** The engine of a model, or the name a config gives a service. */
  readonly name: string;
  /** Texts that must not appear in what is kept of an error. */
  readonly secrets?: readonly string[];
}

/** A pattern of which every text is one way to say the same. */
const anyOf = (...ways: readonly string[]): RegExp => new RegExp(ways.join("|"), "i");

/** How providers and servers say that a request is too long for a model. */
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

/** How providers say that a filter of their own refused the prompt. */
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
  // The number that Zhipu has for it; its sentence is in Chinese.
  '"code": ?"1301"',
);

/** A limit of a rate, said with another status than its own. */
const RATE_LIMIT = /rate_limit_exceeded/i;

/** How Google says with a 400 that it does not know the key. */
const UNKNOWN_KEY = /API_KEY_INVALID|api key not valid|invalid.?api.?key/i;

/** The code of an HTTP status; `said` is what the upstream said with it. */
const statusCode = (status: number, said: string): ProviderErrorCode => {
  if (status === 429 || (status === 413 && RATE_LIMIT.test(said))) return "rate_limit";
  if (status === 408 || status >= 500) return "server";
  // Some answer with the status of a login to what their filter refuses.
  if (status !== 401 && CONTENT_FILTER.test(said)) return "content_filter";
  if (status === 401 || status === 402 || status === 403) return "authentication";
  if (UNKNOWN_KEY.test(said)) return "authentication";
  return CONTEXT_WINDOW.test(said) ? "context_window" : "bad_request";
};

/** Fixed texts: nothing of what the upstream said is in them, so they may be shown to a client. */
const SENTENCES: Readonly<Record<ProviderErrorCode, string>> = {
  authentication: "refused the credentials",
  rate_limit: "is limiting the rate of requests",
  bad_request: "refused the request",
  content_filter: "refused the request by a content filter of its own",
  context_window: "refused a request that is longer than the model's context window",
  server: "failed to answer",
  connection: "could not be reached",
  connect_timeout: "did not begin to answer in time",
  idle_timeout: "stopped sending in the middle of an answer",
  empty: "sent an empty answer",
  truncated: "ended an answer before it was complete",
  malformed: "sent an answer that cannot be read",
  unknown_format: "sent an answer in an unknown format: a config may bring responses (OpenAI) and messages (Anthropic)",
};

/** What a 404 most often means: a name or an address of the config is wrong. */
const NOT_FOUND: Readonly<Record<Upstream["what"], string>> = {
  model: "has no such model, or nothing at this address",
  service: "has nothing at this address",
};

const NOUNS: Readonly<Record<Upstream["what"], string>> = { model: "provider", service: "service" };

/** A ProviderError with the fixed sentence of its code. Secrets are taken out of its `detail`. */
export const upstreamError = (
  { what, name, secrets }: Upstream,
  code: ProviderErrorCode,
  options: ProviderErrorOptions = {},
): ProviderError => {
  const status = options.status === undefined ? "" : ` (HTTP ${options.status})`;
  const sentence = code === "bad_request" && options.status === 404 ? NOT_FOUND[what] : SENTENCES[code];
  const message = `Cannot call ${what}: ${NOUNS[what]} "${name}" ${sentence}${status}`;
  const { detail } = options;
  return new ProviderError(
    code,
    message,
    detail === undefined ? options : { ...options, detail: redact(detail, secrets) },
  );
};

/** The provider of a model, for errors. */
export const modelUpstream = (name: string, secrets: readonly string[] = []): Upstream => ({
  what: "model",
  name,
  secrets,
});

/** An error of a model's provider. */
export const providerError = (
  engine: string,
  code: ProviderErrorCode,
  options: ProviderErrorOptions = {},
): ProviderError => upstreamError(modelUpstream(engine), code, options);

/** Nobody waits longer, and a number of any length would be a text that no rail reads. */
const LONGEST_WAIT_MS = 86_400_000;

/** What `Retry-After` asks for, in milliseconds from `now`: at most a day. */
const retryAfterMs = (headers: Headers, now: number): number | undefined => {
  const value = headers.get("retry-after")?.trim() ?? "";
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_WAIT_MS) : undefined;
};

/** The error of an answer with an HTTP status that is not a success. `now` is what a date in `Retry-After` counts from. */
export const statusError = (
  upstream: Upstream,
  { status, headers }: Pick<Response, "status" | "headers">,
  detail: string,
  now: number,
): ProviderError => {
  const wait = retryAfterMs(headers, now);
  return upstreamError(upstream, statusCode(status, detail), {
    status,
    detail,
    ...optional("retryAfterMs", wait),
  });
};

/** Whether a field says anything: servers send `null`, `false`, `""` and `{}` for nothing. */
export const isSaid = (value: unknown): boolean => {
  if (value === undefined || value === null || value === false || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
};

/**
 * The error object of a JSON answer, if it is one: `{error: …}`, also as the only item of a list, `{object: "error"}`,
 * `{success: false, errors}`, or `{base_resp: {status_code}}`, as MiniMax has it.
 */
export const errorIn = (json: unknown): unknown => {
  const answer = recordOf(onlyOne(json));
  const { error, errors, base_resp: base } = answer;
  if (isSaid(error)) return error === true ? answer : error;
  if (answer["object"] === "error") return answer;
  const hasList = Array.isArray(errors) && (answer["success"] === false || !("choices" in answer));
  if (hasList && isSaid(errors)) return (errors as readonly unknown[])[0];
  const { status_code: code, status_msg: message } = recordOf(base);
  return typeof code === "number" && code !== 0 ? { code, message } : undefined;
};

const KINDS: readonly (readonly [RegExp, number])[] = [
  [/rate.?limit|too.?many.?requests|quota|resource.?exhausted/i, 429],
  [/auth|permission|api.?key|billing/i, 401],
  [/overloaded|unavailable|capacity/i, 503],
  [/invalid.?request|bad.?request|not.?found|too.?large|context/i, 400],
];

const statusOf = (error: Readonly<Record<string, unknown>>): number => {
  const number = [error["code"], error["status"]].map(Number).find((code) => code >= 400 && code < 600);
  if (number !== undefined) return number;
  const named = `${textOf(error["type"])} ${textOf(error["code"])} ${textOf(error["status"])}`;
  return KINDS.find(([pattern]) => pattern.test(named))?.[1] ?? 500;
};

/** Characters of what an upstream said that are kept. */
export const MAX_DETAIL = 8192;

/** A value that came as JSON, as JSON again, unless it nests deeper than the runtime can write. */
const writtenJson = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
};

/**
 * The error an upstream reports inside an answer (`{ "error": { "type", "code", "message" } }` and its relatives).
 * `status` is set when the upstream named one.
 */
export const reportedError = (upstream: Upstream, reported: unknown): ProviderError => {
  const error = isRecord(reported) ? reported : { message: reported };
  const status = statusOf(error);
  // Redacted whole before it is cut, so that no half of a key is left at the end.
  const detail = redact(writtenJson(reported), upstream.secrets).slice(0, MAX_DETAIL);
  return upstreamError(upstream, statusCode(status, detail), { detail, status });
};
