import type { Pull } from "./stage.ts";

/** Cancels a source in this tick. One that fails to cancel, also by throwing at once, has nothing left to tell. */
export const discard = (source: Pull<unknown>, reason?: unknown): void => {
  (async () => source.cancel(reason))().catch(() => {});
};
