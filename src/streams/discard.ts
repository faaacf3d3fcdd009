/** Cancels a pull or a stream in this tick. One that fails to cancel, also by throwing at once, has nothing left to tell. */
export const discard = (source: { cancel(reason?: unknown): Promise<unknown> }, reason?: unknown): void => {
  (async () => source.cancel(reason))().catch(() => {});
};
