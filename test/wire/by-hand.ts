import type { Pull } from "../../src/streams/stage.ts";

/** A source whose chunks are pushed by the test. */
export const byHand = () => {
  const waiting: ((batch: readonly string[] | undefined) => void)[] = [];
  const seen = { pulls: 0, cancelled: undefined as unknown };
  const pull: Pull<string> = {
    pull: () => {
      seen.pulls += 1;
      return new Promise((resolve) => waiting.push(resolve));
    },
    cancel: async (reason) => {
      seen.cancelled = reason ?? "yes";
    },
  };
  const give = (text?: string): void => waiting.shift()?.(text === undefined ? undefined : [text]);
  return { pull, seen, give };
};
