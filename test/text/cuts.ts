import * as fc from "fast-check";

/** A machine over text in chunks. */
interface Machine {
  feed(text: string): string;
  end(): string;
}

/** Splits a text into chunks of the given sizes, and the rest. */
export const cut = (text: string, sizes: readonly number[]): string[] => {
  const pieces: string[] = [];
  let from = 0;
  for (const size of sizes) {
    pieces.push(text.slice(from, from + size));
    from += size;
  }
  return [...pieces, text.slice(from)];
};

export const sizes: fc.Arbitrary<number[]> = fc.array(fc.nat(4), { maxLength: 20 });

/** The output of a machine for a text in chunks. */
export const through = (machine: Machine, pieces: readonly string[]): string =>
  pieces.map((piece) => machine.feed(piece)).join("") + machine.end();

/** Texts over a small alphabet, in which matches, near misses and overlaps are frequent. */
export const tiny = (alphabet: string, maxLength = 24): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...Array.from(alphabet)), { maxLength }).map((units) => units.join(""));
