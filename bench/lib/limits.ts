import { capacityOf } from "./capacity.ts";
import { growthOf, heldForSlowReader } from "./endurance.ts";
import type { Subject } from "./processes.ts";
import { fixed } from "./report.ts";
import type { Rounds, Runtime } from "./rounds.ts";

/** Concurrent streams of 50 tokens per second on one core. */
const CAPACITY: Readonly<Record<Runtime, number>> = { Node: 500, workerd: 350 };
/** A leak of 1 KiB per stream would double it. */
const MAX_GROWTH_KIB = 4_096;
const MAX_HELD_KIB = 2_048;

const benchCapacity = async (
  runtime: Runtime,
  subjects: readonly Subject[],
  { upstream, report }: Rounds,
): Promise<void> => {
  console.log(`\n${runtime}, streams of 50 tokens/s whose slowest twentieth is at most 50 ms late, in steps of 50`);
  for (const subject of subjects) {
    if (subject.kind !== "pass-through" && subject.kind !== "edgerails") continue;
    const streams = await capacityOf(subject, upstream);
    console.log(`  ${subject.kind.padEnd(14)} ${String(streams).padStart(13)}`);
    if (subject.kind === "edgerails") report.atLeast(`${runtime}: streams on one core`, streams, CAPACITY[runtime]);
  }
};

/** Memory after many streams, and for a reader that reads nothing. Only Node can force a garbage collection. */
const benchEndurance = async (gateway: Subject, { upstream, report }: Rounds): Promise<void> => {
  const held = await heldForSlowReader(gateway, upstream);
  const growth = await growthOf(gateway, upstream);
  console.log(
    `\nNode, KiB for a reader that takes nothing: ${fixed(held, 0)}; grown by 8,000 streams: ${fixed(growth, 0)}`,
  );
  report.atMost("Node: KiB held for a reader that takes nothing of six megabytes", held, MAX_HELD_KIB);
  report.atMost("Node: KiB grown between the 2,000th stream and the 10,000th", growth, MAX_GROWTH_KIB);
};

/** Measures how many streams a core serves, and memory over many streams. */
export const benchLimits = async (runtime: Runtime, subjects: readonly Subject[], rounds: Rounds): Promise<void> => {
  await benchCapacity(runtime, subjects, rounds);
  const gateway = subjects.find(({ kind }) => kind === "edgerails");
  if (runtime === "Node" && gateway !== undefined) await benchEndurance(gateway, rounds);
};
