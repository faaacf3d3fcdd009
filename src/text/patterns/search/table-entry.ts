/*
 * An entry of the table says in its lowest two bits of which kind it is. `row`: the starts that are under way all go on, or
 * none does, as the next four bits say. `oldest`: only the oldest go on, as many as those bits say, one at least. Of both the
 * bit behind them says whether the character just read is a start itself, and the rest is the row to go on in. `edge`: the
 * rest is the number of an edge, which says it all.
 */
export const ENTRY = { row: 0, oldest: 1, edge: 2 } as const;
export const MAX_OLDEST: number = 15;

/** None of the starts before goes on. */
export const ENDS: number = 1 << 2;
/** Behind the character a start is under way. */
export const ALIVE: number = 2 << 2;
/** Of contexts: words before do not count any more. */
export const FAR: number = 4 << 2;

/** Bits of an entry that is of another kind than `row`, or not known. */
export const EXCEPTIONAL: number = 0x80000003 | 0;

export const kindOf = (entry: number): number => entry & 3;
export const oldestOf = (entry: number): number => (entry >>> 2) & 15;
export const beginsAt = (entry: number): number => (entry >>> 6) & 1;
export const endsAll = (entry: number): boolean => kindOf(entry) === ENTRY.row && (entry & ENDS) !== 0;
export const restOf = (entry: number): number => entry >>> 7;

export const rowEntry = (row: number, flags: number, begins = 0): number => (row << 7) | (begins << 6) | flags;
export const oldestEntry = (row: number, oldest: number, begins: number): number =>
  rowEntry(row, (oldest << 2) | ENTRY.oldest, begins);
export const edgeEntry = (edge: number): number => rowEntry(edge, ENTRY.edge);
