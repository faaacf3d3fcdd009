/*
 * An entry of the table says in its lowest two bits what becomes of the starts that are under way: all go on; or only the
 * oldest, as many as the next four bits say, and after them the character just read if the bit behind those is set; or what
 * an edge says, whose number is all the rest. Of the first two the rest is the row to go on in.
 */
export const ENTRY = { same: 0, oldest: 1, edge: 2 } as const;
export const MAX_OLDEST: number = 15;
/** Bits of an entry that is not known, or says more than where to go on. */
export const EXCEPTIONAL: number = 0x80000003 | 0;

export const kindOf = (entry: number): number => entry & 3;
export const oldestOf = (entry: number): number => (entry >>> 2) & 15;
export const beginsAt = (entry: number): number => (entry >>> 6) & 1;
export const restOf = (entry: number): number => entry >>> 7;

export const entryOf = (kind: number, rest: number, oldest = 0, begins = 0): number =>
  (rest << 7) | (begins << 6) | (oldest << 2) | kind;
