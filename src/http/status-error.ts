import type { ProviderError } from "../errors.ts";
import { providerError, statusCode } from "./upstream-error.ts";
import { recordOf } from "../json.ts";

/** What `Retry-After` asks for, in milliseconds from `now`. */
const retryAfterMs = (headers: Headers, now: number): number | undefined => {
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  const ms = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
};

/** The error of an answer with an HTTP status that is not a success. */
export const statusError = (engine: string, response: Response, detail: string): ProviderError => {
  const { status, headers } = response;
  const wait = retryAfterMs(headers, Date.now());
  return providerError(engine, statusCode(status, detail), {
    status,
    detail,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  });
};

/** The error object of a JSON answer, if it is one: `{error: …}`, `{object: "error"}`, `{type: "error", error}`, `{success: false, errors}`. */
export const errorIn = (json: unknown): unknown => {
  const answer = recordOf(json);
  if (answer["error"] !== undefined && answer["error"] !== null) return answer["error"];
  if (answer["object"] === "error") return answer;
  if (answer["success"] === false && Array.isArray(answer["errors"])) return answer["errors"][0] ?? answer;
  return undefined;
};

/** Takes secrets out of a text that is kept for the operator. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => (secret.length < 6 ? rest : rest.replaceAll(secret, "[redacted]")), text);
