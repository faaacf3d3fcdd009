import type { Pull } from "../streams/stage.ts";

/** One batch, then the end. */
export const pullOnce = <T>(batch: readonly T[]): Pull<T> => {
  let rest: readonly T[] | undefined = batch;
  return {
    pull() {
      const next = rest;
      rest = undefined;
      return Promise.resolve(next);
    },
    cancel() {
      rest = undefined;
      return Promise.resolve();
    },
  };
};

/** Asks a pull until it is over. Holds everything, so it is for answers that are wanted whole. */
export const collectPull = async <T>(pull: Pull<T>): Promise<readonly T[]> => {
  const items: T[] = [];
  for (let batch = await pull.pull(); batch !== undefined; batch = await pull.pull()) items.push(...batch);
  return items;
};
