import type { ProviderError } from "../errors.ts";
import { hasValue, isRecord, listOf, onlyOne, recordOf, textOf } from "../json.ts";
import { codeOfStatus } from "./error-code.ts";
import { redact } from "./redact.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

/**
 * The error object of a JSON answer, if it is one: `{error: …}`, also as the only item of a list, `{object: "error"}`,
 * `{success: false, errors}`, or `{base_resp: {status_code}}`, as MiniMax has it. The whole answer if its error is only
 * a text or a flag, since a status may stand beside it.
 */
export const errorIn = (json: unknown): unknown => {
  const answer = recordOf(onlyOne(json));
  const { error, errors, base_resp: base } = answer;
  if (hasValue(error)) return isRecord(error) ? error : answer;
  if (answer["object"] === "error") return answer;
  const hasList = Array.isArray(errors) && (answer["success"] === false || !("choices" in answer));
  if (hasList && hasValue(errors)) return listOf(errors)[0];
  const { status_code: code, status_msg: message } = recordOf(base);
  return typeof code === "number" && code !== 0 ? { code, message } : undefined;
};

/** Words in error types and codes, and the HTTP status they correspond to. */
const KINDS: readonly (readonly [RegExp, number])[] = [
  [/rate.?limit|too.?many.?requests|quota|resource.?exhausted|throttl/i, 429],
  [/auth|permission|api.?key|billing/i, 401],
  [/overloaded|unavailable|capacity/i, 503],
  [/invalid.?request|bad.?request|not.?found|too.?large|context/i, 400],
];

export const isErrorStatus = (code: number): boolean => code >= 400 && code < 600;

/**
 * @param detail - all that the upstream said. Words of refusals count if neither a status nor a type tells the kind.
 */
const statusOf = (error: Readonly<Record<string, unknown>>, detail: string): number => {
  const number = [error["code"], error["status"]].map(Number).find(isErrorStatus);
  if (number !== undefined) return number;
  const named = `${textOf(error["type"])} ${textOf(error["code"])} ${textOf(error["status"])}`;
  return KINDS.find(([kind]) => kind.test(named))?.[1] ?? (codeOfStatus(400, detail) === "bad_request" ? 500 : 400);
};

/** How many characters of an upstream's error are kept. */
export const MAX_DETAIL = 8192;

/** A JSON value as text. Empty if it nests deeper than the runtime can serialize. */
const writtenJson = (value: unknown): string => {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
};

/**
 * The error that an upstream reports inside an answer (`{ "error": { "type", "code", "message" } }` and variants).
 * `status` is set if the upstream gave one.
 */
export const reportedError = (upstream: Upstream, reported: unknown): ProviderError => {
  const error = isRecord(reported) ? reported : { message: reported };
  // Redacted before it is truncated, so that half a key cannot remain at the end.
  const detail = redact(writtenJson(reported), upstream.secrets).slice(0, MAX_DETAIL);
  const status = statusOf(error, detail);
  return upstreamError(upstream, codeOfStatus(status, detail), { detail, status });
};
