import { optional } from "../../json.ts";
import type { CheckScope } from "../../rails/rail-run.ts";
import type { Clock } from "../../types/clock.ts";

/** Calls to services that one run of a rail may make. */
const MAX_CALLS = 32;

const hostOf = (input: RequestInfo | URL): string => {
  const url = input instanceof Request ? input.url : String(input);
  return URL.canParse(url) ? new URL(url).host : "";
};

/** A `fetch` that records its calls with a rail's run, refuses more than 32, and aborts with the run. */
export const recordedFetch =
  (
    inner: typeof fetch,
    { services: calls, answers, signal }: Pick<CheckScope, "services" | "answers" | "signal">,
    clock: Clock,
  ): typeof fetch =>
  async (input, init) => {
    if (calls.length >= MAX_CALLS) throw new RangeError(`A rail may make ${MAX_CALLS} calls for one verdict`);
    const place = calls.length;
    const begun = { host: hostOf(input), startedAt: clock.now() };
    calls.push({ ...begun, finishedAt: begun.startedAt });
    const note = (status?: number): void => {
      calls[place] = { ...begun, finishedAt: clock.now(), ...optional("status", status) };
    };
    try {
      const own = init?.signal ?? (input as Request).signal;
      const response = await inner(input, { ...init, signal: own == null ? signal : AbortSignal.any([signal, own]) });
      answers.push(response);
      note(response.status);
      return response;
    } catch (error) {
      note();
      throw error;
    }
  };
