import { readFileSync } from "node:fs";

/** A recorded answer of a provider, as bytes. Its text is always "Hello, wörld 🌍" unless the name says otherwise. */
export const recorded = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`./recorded/${name}.sse`, import.meta.url)));

/** Bytes split at the given offsets. */
export const cutAt = (bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] => {
  const borders = [0, ...places.map((place) => place % bytes.length).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
};
