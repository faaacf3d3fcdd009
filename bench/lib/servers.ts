import { firstTokenTimes, memoryPerStream, type Load, measure, median, quantile } from "./drive.ts";
import { answerText } from "./fixture.ts";
import { benchLimits } from "./limits.ts";
import { startInspectedSubject, startNodeSubject, startWorkerdSubject, type Subject } from "./processes.ts";
import { fixed, type Report } from "./report.ts";
import type { Rounds, Runtime } from "./rounds.ts";
import { type Kind, KINDS, SDK_KINDS, SHADOW_KINDS } from "./subjects.ts";

interface Scenario extends Load {
  readonly name: string;
  readonly perChunk: number;
  readonly paceMs: number;
  /** Loads in one turn. A single burst is short against the clock and the garbage collector. */
  readonly loads: number;
}

const PACED: Scenario = {
  name: "paced, 40 streams at 50 tokens/s",
  streams: 40,
  tokens: 250,
  perChunk: 1,
  paceMs: 20,
  loads: 1,
};
const LONG: Scenario = {
  name: "burst, 2000 tokens, 1 event a chunk",
  streams: 8,
  tokens: 2_000,
  perChunk: 1,
  paceMs: 0,
  loads: 3,
};
const BATCHED: Scenario = { ...LONG, name: "burst, 2000 tokens, 64 events a chunk", streams: 16, perChunk: 64 };
const SHORT: Scenario = { ...LONG, name: "burst, 200 tokens, 1 event a chunk", streams: 40, tokens: 200 };

const SCENARIOS = [PACED, LONG, BATCHED, SHORT] as const;

type Costs = Readonly<Partial<Record<Kind, number>>>;

const kindsOf = (runtime: Runtime): readonly Kind[] => (runtime === "Node" ? [...KINDS, ...SDK_KINDS] : KINDS);

/** Measures the subjects in turns. Returns the results of each. */
const takeTurns = async <T>(
  subjects: readonly Subject[],
  turns: number,
  turn: (subject: Subject) => Promise<T>,
): Promise<ReadonlyMap<Kind, readonly T[]>> => {
  const runs = new Map<Kind, T[]>(subjects.map(({ kind }) => [kind, []]));
  for (let round = 0; round < turns; round++) {
    for (const subject of subjects) runs.get(subject.kind)?.push(await turn(subject));
  }
  return runs;
};

const medians = (runs: ReadonlyMap<Kind, readonly number[]>): Costs =>
  Object.fromEntries([...runs].map(([kind, values]) => [kind, median(values)]));

/** Microseconds of CPU per token. */
const meanCost = async (subject: Subject, { loads, ...load }: Scenario): Promise<number> => {
  let sum = 0;
  for (let i = 0; i < loads; i++) sum += await measure(subject, load, answerText(load.tokens));
  return sum / loads;
};

/** 800 answers: on Node, the cost of an answer falls until then, from four times its final value. */
const WARM_UP: Scenario = { ...SHORT, loads: 20 };

/** Sends requests to every subject until V8 has optimized its code, as in a running server. */
const warmUp = async (subjects: readonly Subject[], { upstream }: Rounds): Promise<void> => {
  await upstream.plan(WARM_UP);
  for (const subject of subjects) await meanCost(subject, WARM_UP);
};

const costsOf = async (
  subjects: readonly Subject[],
  scenario: Scenario,
  { upstream, repeat }: Rounds,
): Promise<Costs> => {
  await upstream.plan(scenario);
  // A warm-up, since chunks differ in size from those of the previous scenario.
  for (const subject of subjects) await measure(subject, scenario, answerText(scenario.tokens));
  return medians(await takeTurns(subjects, repeat, (subject) => meanCost(subject, scenario)));
};

const over = (costs: Costs, one: Kind, other: Kind): number =>
  (costs[one] ?? Number.NaN) / (costs[other] ?? Number.NaN);

const show = (title: string, costs: Costs, kinds: readonly Kind[]): void => {
  console.log(`\n${title}`);
  console.log("  subject         CPU µs/token   over pass-through   over identity");
  for (const kind of kinds) {
    const columns = [
      fixed(costs[kind] ?? Number.NaN, 1).padStart(13),
      `${fixed(over(costs, kind, "pass-through"))}x`.padStart(19),
      `${fixed(over(costs, kind, "identity"))}x`.padStart(15),
    ];
    console.log(`  ${kind.padEnd(14)} ${columns.join(" ")}`);
  }
};

const judgeNode = (report: Report, scenario: Scenario, costs: Costs): void => {
  const what = `Node, ${scenario.name}`;
  const limits = new Map([
    [PACED, 1.35],
    [LONG, 2],
    [BATCHED, 1.5],
    [SHORT, 1.5],
  ]);
  report.atMost(
    `${what}: edgerails over pass-through`,
    over(costs, "edgerails", "pass-through"),
    limits.get(scenario) ?? 0,
  );
  if (scenario === SHORT) return;
  report.atLeast(`${what}: AI SDK over edgerails`, over(costs, "AI SDK", "edgerails"), scenario === PACED ? 3.5 : 8);
};

const judge = (runtime: Runtime, scenario: Scenario, costs: Costs, report: Report): void => {
  const what = `${runtime}, ${scenario.name}`;
  for (const kind of kindsOf(runtime)) {
    // Forwarding natively in workerd costs less than the resolution of its clock.
    const isComparable = kind !== "edgerails" && !(runtime === "workerd" && kind === "pass-through");
    if (isComparable) report.ratio(`${what}: edgerails over ${kind}`, over(costs, "edgerails", kind));
  }
  report.atLeast(
    `${what}: naive chain over edgerails`,
    over(costs, "naive chain", "edgerails"),
    scenario === PACED ? 1.2 : 2,
  );
  if (runtime === "Node") judgeNode(report, scenario, costs);
  else if (scenario === PACED)
    report.atMost(`${what}: edgerails over identity`, over(costs, "edgerails", "identity"), 1.05);
};

const REQUESTS = 40;

const benchFirstToken = async (runtime: Runtime, subjects: readonly Subject[], rounds: Rounds): Promise<void> => {
  const { upstream, repeat, report } = rounds;
  await upstream.plan({ tokens: 4, perChunk: 1, paceMs: 0 });
  const runs = await takeTurns(subjects, repeat, (subject) => firstTokenTimes(subject, REQUESTS));
  const timesOf = (kind: Kind): readonly number[] => runs.get(kind)?.flat() ?? [];
  console.log(`\n${runtime}, first token of a single stream, ms\n  subject               median             p95`);
  for (const { kind } of subjects) {
    const figures = [0.5, 0.95].map((share) => fixed(quantile(timesOf(kind), share)).padStart(15));
    console.log(`  ${kind.padEnd(14)} ${figures.join(" ")}`);
  }
  const later = (share: number): number =>
    quantile(timesOf("edgerails"), share) - quantile(timesOf("pass-through"), share);
  report.atMost(`${runtime}: first token later than pass-through, ms`, later(0.5), runtime === "Node" ? 0.3 : 0.4);
  report.atMost(`${runtime}: the same of the slowest twentieth, ms`, later(0.95), 1);
};

const OPEN_STREAMS = 300;

const SETTLE_MS = 4_000;

/** The memory in use of the gateway in workerd. In its own process, since the inspector may slow it down. */
const inUseInWorkerd = async ({ upstream }: Rounds): Promise<number | undefined> => {
  const gateway = await startInspectedSubject("edgerails", upstream.url);
  try {
    await memoryPerStream(gateway, OPEN_STREAMS, SETTLE_MS);
    return (await memoryPerStream(gateway, OPEN_STREAMS, SETTLE_MS)).used;
  } finally {
    await gateway.stop();
  }
};

const benchMemory = async (runtime: Runtime, subjects: readonly Subject[], rounds: Rounds): Promise<void> => {
  const { upstream, report } = rounds;
  await upstream.plan({ tokens: 30, perChunk: 1, paceMs: 200 });
  console.log(`\n${runtime}, ${OPEN_STREAMS} open streams, KiB each\n  subject             resident          in use`);
  for (const subject of subjects) {
    const { rss, ...memory } = await memoryPerStream(subject, OPEN_STREAMS, SETTLE_MS);
    const isOurs = subject.kind === "edgerails";
    const used = isOurs && runtime === "workerd" ? await inUseInWorkerd(rounds) : memory.used;
    const figures = [rss, used].map((kib) => (kib === undefined ? "-" : fixed(kib, 0)).padStart(15));
    console.log(`  ${subject.kind.padEnd(14)} ${figures.join(" ")}`);
    if (!isOurs) continue;
    report.atMost(`${runtime}: KiB of resident memory an open stream`, rss, 56);
    if (used !== undefined) report.atMost(`${runtime}: KiB in use an open stream`, used, 56);
  }
};

/** Compares the gateway with its alternatives, each in its own process. */
export const benchServers = async (runtime: Runtime, rounds: Rounds): Promise<void> => {
  const start = runtime === "Node" ? startNodeSubject : startWorkerdSubject;
  const subjects: Subject[] = [];
  const costs = new Map<Scenario, Costs>();
  try {
    for (const kind of kindsOf(runtime)) subjects.push(await start(kind, rounds.upstream.url));
    await warmUp(subjects, rounds);
    for (const scenario of SCENARIOS) {
      const found = await costsOf(subjects, scenario, rounds);
      costs.set(scenario, found);
      show(`${runtime}, ${scenario.name}`, found, kindsOf(runtime));
      judge(runtime, scenario, found, rounds.report);
    }
    await benchFirstToken(runtime, subjects, rounds);
    await benchMemory(runtime, subjects, rounds);
    await benchLimits(runtime, subjects, rounds);
  } finally {
    for (const subject of subjects) await subject.stop();
  }
  const grown = (10 * (costs.get(LONG)?.edgerails ?? Number.NaN)) / (costs.get(SHORT)?.edgerails ?? Number.NaN);
  rounds.report.atMost(`${runtime}: CPU of an answer of 10 times the tokens`, grown, 10.5);
};

/** Compares a gateway with and without a shadow config of the same rails, on Node. */
export const benchShadow = async (rounds: Rounds): Promise<void> => {
  const subjects: Subject[] = [];
  try {
    for (const kind of SHADOW_KINDS) subjects.push(await startNodeSubject(kind, rounds.upstream.url));
    await warmUp(subjects, rounds);
    for (const scenario of SCENARIOS) {
      const costs = await costsOf(subjects, scenario, rounds);
      rounds.report.atMost(`${scenario.name}: with a shadow over without`, over(costs, "shadowed", "edgerails"), 1.15);
    }
  } finally {
    for (const subject of subjects) await subject.stop();
  }
};
