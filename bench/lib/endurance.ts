import { firstTokenTimes } from "./drive.ts";
import type { Subject, Upstream } from "./processes.ts";
import { askRaw } from "./raw-client.ts";

const KIB = 1_024;
const ROUNDS = 50;
const STREAMS_A_ROUND = 200;
const AT_ONCE = 20;

const used = async (subject: Subject): Promise<number> => {
  const { used: heap, rss } = await subject.memory();
  return (heap ?? rss) / KIB;
};

/** KiB of growth of a process from its 2,000th stream to its 10,000th. */
export const growthOf = async (subject: Subject, upstream: Upstream): Promise<number> => {
  await upstream.plan({ tokens: 4, perChunk: 1, paceMs: 0 });
  let before = Number.NaN;
  for (let round = 0; round < ROUNDS; round++) {
    if (round === ROUNDS / 5) before = await used(subject);
    const share = STREAMS_A_ROUND / AT_ONCE;
    await Promise.all(Array.from({ length: AT_ONCE }, () => firstTokenTimes(subject, share)));
  }
  return (await used(subject)) - before;
};

const SLOW_READERS = 40;

/** KiB that a process holds for a reader that requests six megabytes and does not read. */
export const heldForSlowReader = async (subject: Subject, upstream: Upstream): Promise<number> => {
  await upstream.plan({ tokens: 20_000, perChunk: 64, paceMs: 0 });
  const before = await used(subject);
  const sockets = Array.from({ length: SLOW_READERS }, () => askRaw(subject).pause());
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const held = (await used(subject)) - before;
  for (const socket of sockets) socket.destroy();
  return held / SLOW_READERS;
};
