import type { Forbids } from "../../rails/forbids.ts";

/** Headers by which a call can be found again at its provider, and what it says of its limits. A closed list. */
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

/** An id, a number, a duration or a time: nothing that could be prose. */
const VALUE = /^[\w.:/+=-]{1,128}$/;

/** What of an upstream's headers may reach a client. */
export const passedHeaders = (headers: Headers, forbids: Forbids): Readonly<Record<string, string>> =>
  Object.fromEntries(
    PASSED.flatMap((name): [string, string][] => {
      const value = headers.get(name);
      return value === null || !VALUE.test(value) || forbids(value) ? [] : [[name, value]];
    }),
  );
