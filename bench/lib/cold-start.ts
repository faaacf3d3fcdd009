import { startBareWorker } from "./processes.ts";

const startUs = async (which: "empty" | "lean"): Promise<number> => {
  const { cpuUs, stop } = await startBareWorker(which);
  const us = await cpuUs();
  await stop();
  return us;
};

/**
 * Milliseconds of CPU that a gateway's Worker takes to its first answer over what an empty one takes, each in a process of
 * its own. Means of turns, since the clock of a process ticks in hundredths of a second.
 */
export const coldStartMs = async (turns: number): Promise<number> => {
  let over = 0;
  for (let turn = 0; turn < turns; turn++) over += (await startUs("lean")) - (await startUs("empty"));
  return over / turns / 1_000;
};
