interface Target {
  readonly what: string;
  readonly figure: number;
  readonly target: string;
  readonly met: boolean;
}

export const fixed = (value: number, digits = 2): string => value.toFixed(digits);

/** The results of a run: figures with a target, and ratios for comparing runs. Lower ratios are better. */
export class Report {
  readonly ratios: Record<string, number> = {};
  readonly #targets: Target[] = [];

  atMost(what: string, figure: number, limit: number): void {
    this.#targets.push({ what, figure, target: `≤ ${limit}`, met: figure <= limit });
  }

  atLeast(what: string, figure: number, limit: number): void {
    this.#targets.push({ what, figure, target: `≥ ${limit}`, met: figure >= limit });
  }

  ratio(what: string, figure: number): void {
    this.ratios[what] = Number(fixed(figure, 3));
  }

  print(): void {
    console.log("\nTargets");
    for (const { what, figure, target, met } of this.#targets) {
      console.log(`  ${met ? "met   " : "missed"}  ${what}: ${fixed(figure)} (${target})`);
    }
  }
}
