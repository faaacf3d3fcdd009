import { LATIN_LETTERS, SIGNS, STRONG_LOOKALIKES, WEAK_LOOKALIKES } from "./lookalike-table.ts";

/** Replacements by code point. */
type Table = ReadonlyMap<number, string>;

export interface Lookalikes {
  /** Latin letters with strokes and hooks, small capitals and boxed letters. Always replaced. */
  readonly latin: Table;
  /** Signs that look like ASCII signs. Always replaced. */
  readonly signs: Table;
  /** Letters of other scripts that look like Latin ones. Replaced only if the letters around them are Latin. */
  readonly strong: Table;
  /** The same for letters that look like small capitals. Replaced only beside a Latin letter. */
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

/** The tables, decoded at the first use: about 1,000 code points. */
export const lookalikes = (): Lookalikes => {
  decoded ??= {
    latin: decode(LATIN_LETTERS),
    signs: decode(SIGNS),
    strong: decode(STRONG_LOOKALIKES),
    weak: decode(WEAK_LOOKALIKES),
  };
  return decoded;
};
