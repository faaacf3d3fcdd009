/** Cancels a pull or a stream in this tick. A failure to cancel, thrown or rejected, is ignored. */
export const discard = (source: { cancel(reason?: unknown): Promise<unknown> }, reason?: unknown): void => {
  (async () => source.cancel(reason))().catch(() => {});
};
