import { checkGate } from "../../src/streams/gates/check-gate.ts";
import { pullThrough } from "../../src/streams/pipeline.ts";
import type { Pull } from "../../src/streams/stage.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { median } from "./drive.ts";

const CHUNK = 4;
const WINDOWS = 8_000;

/** A source of words. */
const wordsOf = (count: number): Pull<StreamPart> => {
  let left = count;
  return {
    pull: async () => (left-- > 0 ? [{ type: "text-delta", choice: 0, text: "word " }] : undefined),
    cancel: async () => {},
  };
};

/** Microseconds of CPU per window while a number of windows wait for their verdicts. */
const windowUs = async (inFlight: number): Promise<number> => {
  const waiting: (() => void)[] = [];
  const release = (): void => waiting.splice(0).forEach((decide) => decide());
  const gate = checkGate({
    chunkSize: CHUNK,
    contextSize: 0,
    unit: "token",
    streamFirst: false,
    maxInFlight: inFlight,
    checksPerWindow: 1,
    check: () =>
      new Promise((resolve) => {
        waiting.push(() => resolve({ outcome: "allow" }));
        if (waiting.length === inFlight) release();
      }),
  });
  const before = process.cpuUsage();
  const pull = pullThrough<StreamPart>(wordsOf(WINDOWS * CHUNK), [gate]);
  const flush = setInterval(release, 5);
  while ((await pull.pull()) !== undefined);
  clearInterval(flush);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / WINDOWS;
};

/** The cost of a window with 1,000 in flight, relative to 100. */
export const windowsRatio = async (): Promise<number> => {
  const costs = async (inFlight: number): Promise<number> => {
    const runs: number[] = [];
    for (let round = 0; round < 9; round++) runs.push(await windowUs(inFlight));
    return median(runs.slice(3));
  };
  const few = await costs(100);
  return (await costs(1_000)) / few;
};
