import type { ProviderError } from "../errors.ts";
import { optional } from "../json.ts";
import { codeOfStatus } from "./error-code.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

/** Longer waits are useless, and a number of any length would be text that no rail reads. */
const LONGEST_WAIT_MS = 86_400_000;

const NUMBER = /^\d+(?:\.\d+)?$/;

/** The wait that `retry-after-ms` or `Retry-After` asks for, in milliseconds from `now`, at most a day. */
const retryAfterMs = (headers: Headers, now: number): number | undefined => {
  const [precise = "", value = ""] = ["retry-after-ms", "retry-after"].map((name) => headers.get(name)?.trim());
  const ms = NUMBER.test(precise)
    ? Number(precise)
    : NUMBER.test(value)
      ? Number(value) * 1000
      : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), LONGEST_WAIT_MS) : undefined;
};

/** The error for an HTTP status other than success. `now` is the time to which a date in `Retry-After` is compared. */
export const statusError = (
  upstream: Upstream,
  { status, headers }: Pick<Response, "status" | "headers">,
  detail: string,
  now: number,
): ProviderError => {
  const wait = retryAfterMs(headers, now);
  return upstreamError(upstream, codeOfStatus(status, detail), {
    status,
    detail,
    ...optional("retryAfterMs", wait),
  });
};
