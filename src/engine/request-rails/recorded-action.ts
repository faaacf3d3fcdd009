import type { CheckScope } from "../../rails/rail-run.ts";
import type { RailContext } from "../../rails/rail.ts";
import type { Clock } from "../../types/clock.ts";

/** Runs a step of a check and records its result, its time and the calls it made. Steps run one after the other. */
export const recordedAction =
  (
    { calls, services, actions }: Pick<CheckScope, "calls" | "services" | "actions">,
    clock: Clock,
  ): RailContext["recorded"] =>
  async (action, run) => {
    const [firstCall, firstService, startedAt] = [calls.length, services.length, clock.now()];
    const record = () => ({
      action,
      startedAt,
      finishedAt: clock.now(),
      calls: calls.slice(firstCall),
      services: services.slice(firstService),
    });
    try {
      const returned = await run();
      actions.push({ ...record(), returned });
      return returned;
    } catch (error) {
      actions.push(record());
      throw error;
    }
  };
