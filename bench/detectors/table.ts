/** One figure and its target. */
export interface Row {
  readonly what: string;
  readonly figure: number;
  /** The number of samples. */
  readonly of: number;
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

export const percent = (part: number, whole: number): number => (whole === 0 ? Number.NaN : (100 * part) / whole);
export const perThousand = (part: number, whole: number): number => (whole === 0 ? Number.NaN : (1_000 * part) / whole);

const verdictOf = ({ figure, goal }: Row): string => {
  if (goal === undefined) return "";
  const met = "atLeast" in goal ? figure >= goal.atLeast : figure <= goal.atMost;
  const sign = "atLeast" in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
  return `${sign.padStart(8)}  ${met ? "met" : "MISSED"}`;
};

export const printTable = (title: string, rows: readonly Row[]): void => {
  const known = rows.filter(({ of }) => of > 0);
  if (known.length === 0) return;
  console.log(`\n${title}`);
  for (const row of known) {
    console.log(
      `  ${row.what.padEnd(62)} ${row.figure.toFixed(2).padStart(8)} ${`of ${row.of}`.padStart(9)} ${verdictOf(row)}`,
    );
  }
};
