import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { retrying } from "../../src/http/retry.ts";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import { instantClock } from "../support/model-runtime.ts";

const FAILURE = new Error("not yet");

describe("retrying", () => {
  it("tries once more than the number of retries, with the given waits", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.nat(6), fc.nat(6), async (maxRetries, failures, patience) => {
        const told: (string | number)[] = [];
        const runtime = { clock: instantClock(told as number[]) };
        const delay = (_: unknown, attempt: number): number | undefined => (attempt < patience ? attempt : undefined);
        const answer = await retrying({ maxRetries, runtime, delay }, async () => {
          told.push("try");
          if (told.filter((what) => what === "try").length <= failures) throw FAILURE;
          return "answer";
        }).catch((error: unknown) => error);
        const again = Math.min(maxRetries, failures, patience);
        const waits = Array.from({ length: again }, (_, attempt) => [attempt, "try"]);
        expect({ answer, told }).toEqual({
          answer: again < failures ? FAILURE : "answer",
          told: ["try", ...waits.flat()],
        });
      }),
    );
  });

  it("stops when a signal aborts, during an attempt or a wait, and throws its reason", async () => {
    const gone = new Error("gone");
    for (const during of ["try", "wait"]) {
      const abort = new AbortController();
      const leave = (at: string): void => (at === during ? abort.abort(gone) : undefined);
      const clock = { ...SYSTEM_CLOCK, setTimeout: () => queueMicrotask(() => leave("wait")) };
      let tries = 0;
      const work = retrying({ maxRetries: 3, runtime: { clock }, signal: abort.signal, delay: () => 1 }, async () => {
        tries += 1;
        leave("try");
        throw FAILURE;
      });
      await expect(work).rejects.toBe(gone);
      expect(tries).toBe(1);
    }
  });
});
