import type { CheckScope } from "../../rails/rail-run.ts";
import type { RailContext } from "../../rails/rail.ts";
import type { Clock } from "../../types.ts";

/** Keeps what a step of a check gave, how long it took, and what it asked meanwhile: steps run one after the other. */
export const recordedAction =
  (
    { calls, services, actions }: Pick<CheckScope, "calls" | "services" | "actions">,
    clock: Clock,
  ): RailContext["recorded"] =>
  async (action, run) => {
    const [firstCall, firstService, startedAt] = [calls.length, services.length, clock.now()];
    const asked = () => ({
      action,
      startedAt,
      finishedAt: clock.now(),
      calls: calls.slice(firstCall),
      services: services.slice(firstService),
    });
    try {
      const returned = await run();
      actions.push({ ...asked(), returned });
      return returned;
    } catch (error) {
      actions.push(asked());
      throw error;
    }
  };
