import type { Outcome } from "../../types.ts";
import type { JudgedSample, RailWork } from "./judge-sample.ts";

/** How right something was, over samples. Shares are from 0 to 1, and null where there is nothing to share. */
export interface Score {
  readonly found: number;
  readonly missed: number;
  readonly falseAlarms: number;
  /** Of what was said to be wrong, what was. */
  readonly precision: number | null;
  /** Of what was wrong, what was found. */
  readonly recall: number | null;
  /** Of what was fine, what was stopped or rewritten. What was to be rewritten and was stopped counts on both sides. */
  readonly falseAlarmRate: number | null;
}

export interface RailScore extends Score {
  readonly rail: string;
  readonly railType: string;
  /** Samples it read. */
  readonly samples: number;
  /** Those it could not judge. They count in no share. */
  readonly failures: number;
  /** Milliseconds it took for a sample. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Calls of models and services, and tokens of models. */
  readonly calls: number;
  readonly tokens: number;
}

export interface Evaluation {
  readonly samples: number;
  readonly errors: number;
  readonly overall: Score;
  readonly rails: readonly RailScore[];
  readonly judged: readonly JudgedSample[];
}

const RANK: Readonly<Record<Outcome["status"], number>> = { passed: 0, modified: 1, blocked: 2 };

/** How a sample came out: `missed` where less was done than expected, `false alarm` where more was. */
export type SampleResult = "right" | "missed" | "false alarm" | "error";

export const resultOf = ({ sample, status }: JudgedSample): SampleResult => {
  if (status === undefined) return "error";
  const step = RANK[status] - RANK[sample.expected];
  if (step === 0) return "right";
  return step > 0 ? "false alarm" : "missed";
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

interface Counts {
  readonly found: number;
  readonly missed: number;
  /** Of what was fine. */
  readonly alarms: number;
  readonly fine: number;
  /** Found, and more was done about it than was expected. */
  readonly excess: number;
}

const scoreOf = ({ found, missed, alarms, fine, excess }: Counts): Score => ({
  found,
  missed,
  falseAlarms: alarms + excess,
  precision: share(found, found + alarms),
  recall: share(found, found + missed),
  falseAlarmRate: share(alarms + excess, fine + excess),
});

const isWrong = ({ sample }: JudgedSample): boolean => sample.expected !== "passed";

const overallOf = (judged: readonly JudgedSample[]): Score => {
  const told = judged.filter((one) => resultOf(one) !== "error");
  const [wrong, fine] = [told.filter(isWrong), told.filter((one) => !isWrong(one))];
  const count = (of: readonly JudgedSample[], result: SampleResult): number =>
    of.filter((one) => resultOf(one) === result).length;
  const missed = count(wrong, "missed");
  const [alarms, excess] = [count(fine, "false alarm"), count(wrong, "false alarm")];
  return scoreOf({ found: wrong.length - missed, missed, alarms, fine: fine.length, excess });
};

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

interface Read {
  readonly judged: JudgedSample;
  readonly work: RailWork;
}

const railScore = (reads: readonly Read[]): RailScore => {
  const { rail = "", railType = "" } = reads[0]?.work ?? {};
  const isMeant = ({ judged }: Read): boolean => isWrong(judged) && judged.sample.rails?.includes(rail) !== false;
  const told = reads.filter(({ work }) => !work.failed);
  const fine = told.filter(({ judged }) => !isWrong(judged));
  const meant = told.filter(isMeant);
  const found = meant.filter(({ work }) => work.fired).length;
  const alarms = fine.filter(({ work }) => work.fired).length;
  const times = reads.map(({ work }) => work.ms).toSorted((a, b) => a - b);
  return {
    rail,
    railType,
    samples: reads.length,
    ...scoreOf({ found, missed: meant.length - found, alarms, fine: fine.length, excess: 0 }),
    failures: reads.filter(({ work }) => work.failed).length,
    p50Ms: quantile(times, 0.5),
    p95Ms: quantile(times, 0.95),
    calls: sum(reads.map(({ work }) => work.calls)),
    tokens: sum(reads.map(({ work }) => work.tokens)),
  };
};

/** What many samples come to, as a whole and by rail. A rail is judged by the samples it read. */
export const evaluate = (judged: readonly JudgedSample[]): Evaluation => {
  const reads = judged.flatMap((one) => one.rails.map((work): Read => ({ judged: one, work })));
  const byRail = new Map<string, Read[]>();
  for (const read of reads) {
    const key = `${read.work.railType} ${read.work.rail}`;
    const known = byRail.get(key);
    if (known === undefined) byRail.set(key, [read]);
    else known.push(read);
  }
  return {
    samples: judged.length,
    errors: judged.filter(({ status }) => status === undefined).length,
    overall: overallOf(judged),
    rails: [...byRail.values()].map(railScore),
    judged,
  };
};
