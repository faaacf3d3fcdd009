import { LATIN_LETTERS, SIGNS, STRONG_LOOKALIKES, WEAK_LOOKALIKES } from "./lookalike-table.ts";

/** What code points stand for. */
type Table = ReadonlyMap<number, string>;

export interface Lookalikes {
  /** Latin letters with strokes and hooks, small capitals and boxed letters: the plain letters, always. */
  readonly latin: Table;
  /** Signs like one of ASCII, always. */
  readonly signs: Table;
  /** Letters of other scripts like a Latin one: only where the letters around them say so. */
  readonly strong: Table;
  /** The same for letters like a small capital. They are taken for Latin only beside a Latin letter. */
  readonly weak: Table;
}

const decode = (table: string): Table => {
  const entries = table.split("\n").flatMap((line) => {
    const [target = "", ...distances] = line.split(" ");
    let code = 0;
    return distances.map((distance): [number, string] => [(code += Number.parseInt(distance, 36)), target]);
  });
  return new Map(entries);
};

let decoded: Lookalikes | undefined;

/** The tables, decoded at the first call: about 1,000 code points. */
export const lookalikes = (): Lookalikes => {
  decoded ??= {
    latin: decode(LATIN_LETTERS),
    signs: decode(SIGNS),
    strong: decode(STRONG_LOOKALIKES),
    weak: decode(WEAK_LOOKALIKES),
  };
  return decoded;
};
