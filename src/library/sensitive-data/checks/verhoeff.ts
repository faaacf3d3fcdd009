/** The multiplication table of the dihedral group of order ten, row by row. */
const PRODUCTS: readonly string[] = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
];
const PERMUTATIONS: readonly string[] = [
  "0123456789",
  "1576283094",
  "5803796142",
  "8916043527",
  "9453126870",
  "4286573901",
  "2793806415",
  "7046913258",
];

const at = (table: readonly string[], row: number, column: number): number => Number(table[row]?.[column]);

/** Whether the check digit is valid by Verhoeff's scheme (1969), which detects all single errors and transpositions. */
export const isVerhoeff = (digits: readonly number[]): boolean =>
  digits.toReversed().reduce((check, digit, index) => at(PRODUCTS, check, at(PERMUTATIONS, index % 8, digit)), 0) === 0;
