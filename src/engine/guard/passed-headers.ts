import type { Forbids } from "../../rails/forbids.ts";

/** Headers with the id of a call at its provider, and with rate limits. A closed list. */
const PASSED: readonly string[] = [
  "request-id",
  "x-request-id",
  "openai-processing-ms",
  "openai-version",
  "retry-after",
  ...["limit", "remaining", "reset"].flatMap((what) =>
    ["requests", "tokens", "input-tokens", "output-tokens"].flatMap((of) => [
      `x-ratelimit-${what}-${of}`,
      `anthropic-ratelimit-${of}-${what}`,
    ]),
  ),
];

/** Values that may pass: an id, a number, a duration or a time, but no prose. */
const VALUE = /^[\w.:/+=-]{1,128}$/;

/** The upstream's headers that may reach a client. */
export const passedHeaders = (headers: Headers, forbids: Forbids): Readonly<Record<string, string>> =>
  Object.fromEntries(
    PASSED.flatMap((name): [string, string][] => {
      const value = headers.get(name);
      return value === null || !VALUE.test(value) || forbids(value) ? [] : [[name, value]];
    }),
  );
