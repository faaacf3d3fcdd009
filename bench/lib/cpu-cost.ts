import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { TextGate } from "../../src/text/text-gate.ts";

/** The CPU time of some work, of this process. */
export const nanoseconds = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1_000;
};

const DELTA = 4;

/** Feeds a text to consecutive gates, like the rails of a config. */
const passOver = (gates: readonly TextGate[], text: string): void => {
  for (let at = 0; at < text.length; at += DELTA) {
    let delta = text.slice(at, at + DELTA);
    for (const gate of gates) delta = gate.feed(delta).text;
  }
};

export type CreateGates = () => readonly TextGate[];

/** Nanoseconds per character of several passes, each with new gates. */
export const costsOf = (create: CreateGates, text: string, passes: number): readonly number[] =>
  Array.from({ length: passes }, () => nanoseconds(() => passOver(create(), text)) / text.length);

/** Nanoseconds per character of the parts of a text, which the same gates read one after the other. */
export const costsAlong = (create: CreateGates, parts: readonly string[]): readonly number[] => {
  const gates = create();
  return parts.map((part) => nanoseconds(() => passOver(gates, part)) / part.length);
};

/** Nanoseconds per character of the best pass. */
export const costOf = (create: CreateGates, text: string, passes = 1): number =>
  Math.min(...costsOf(create, text, passes));

const used = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/** Bytes of heap and buffers of a stream in the middle of a text. */
export const bytesPerStream = (create: CreateGates): number => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const count = 5_000;
  const open = (): readonly TextGate[] => {
    const gates = create();
    passOver(gates, "some ordinary text and the begin");
    return gates;
  };
  for (let round = 0; round < 3; round++) {
    open();
    collect();
  }
  const before = used();
  const streams = Array.from({ length: count }, open);
  collect();
  const bytes = (used() - before) / count;
  return streams.length === count ? bytes : 0;
};
