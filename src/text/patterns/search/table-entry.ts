/*
 * The lowest two bits of a table entry are its kind.
 * - `row`: all starts in progress continue, or none does; the next four bits are flags.
 * - `oldest`: only the oldest starts continue; the next four bits are their number, at least one.
 *   In both, bit 6 says whether the character just read is a start itself, and the rest is the next row.
 * - `edge`: the rest is the index of an edge, which has everything.
 */
export const ENTRY = { row: 0, oldest: 1, edge: 2 } as const;
export const MAX_OLDEST: number = 15;

/** No earlier start continues. */
export const ENDS: number = 1 << 2;
/** A start is in progress after the character. */
export const ALIVE: number = 2 << 2;
/** In the automaton of contexts: earlier words no longer count. */
export const FAR: number = 4 << 2;

/** Bits of an entry of another kind than `row`, or of one that is not known. */
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
