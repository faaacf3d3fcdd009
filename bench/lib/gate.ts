import { readFileSync, writeFileSync } from "node:fs";
import { fixed } from "./report.ts";

type Ratios = Readonly<Record<string, number>>;

/** Runs on a shared machine may differ by this factor without a change. */
const TOLERANCE = 1.35;

const BASELINE = new URL("../baseline.json", import.meta.url);

export const writeBaseline = (ratios: Ratios): void =>
  writeFileSync(BASELINE, `${JSON.stringify(ratios, undefined, 2)}\n`);

/** Prints the ratios of a run beside the baseline. Returns whether all are within the tolerance. */
export const passesGate = (ratios: Ratios): boolean => {
  const baseline = JSON.parse(readFileSync(BASELINE, "utf8")) as Ratios;
  console.log("\nGate: ratios, those of the baseline, and whether they are within a third of it");
  const known = Object.entries(ratios).filter(([what]) => baseline[what] !== undefined);
  const slower = known.filter(([what, figure]) => {
    const before = baseline[what] ?? Number.NaN;
    const holds = figure <= before * TOLERANCE;
    console.log(`  ${holds ? "holds " : "SLOWER"}  ${what}: ${fixed(figure)} (${fixed(before)})`);
    return !holds;
  });
  return slower.length === 0;
};
