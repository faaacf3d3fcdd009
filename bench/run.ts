import { parseArgs } from "node:util";
import { answerText } from "./lib/fixture.ts";
import { firstToken, type Load, measure, median } from "./lib/drive.ts";
import { firstTokens } from "./lib/first-token.ts";
import { ROWS, timeRow } from "./lib/in-process.ts";
import { startNodeSubject, startUpstream, startWorkerdSubject, type Subject, type Upstream } from "./lib/processes.ts";
import { printTable } from "./detectors/table.ts";
import { detectionRows } from "./lib/detection.ts";
import { matcherRows } from "./lib/matcher.ts";
import { type Kind, KINDS } from "./lib/subjects.ts";

/*
 * Method: every subject is a process of its own, answers from one upstream over real sockets, and must deliver the text
 * that was sent. What is reported is the subject's CPU time per token. The subjects take turns within one run, several
 * times over; figures are medians, and only ratios within one run mean anything on a shared machine.
 */

const { values } = parseArgs({
  options: {
    repeat: { type: "string", default: "5" },
    quick: { type: "boolean", default: false },
    "in-process": { type: "boolean", default: false },
    matcher: { type: "boolean", default: false },
    detection: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log("Usage: npm run bench -- [--repeat N] [--quick] [--in-process] [--matcher] [--detection]");
  process.exit(0);
}
if (values.matcher) {
  console.log(
    "rules | build ms | ns/char cold | warm | fresh text | ratio at 10x the length | table KiB | bytes a stream",
  );
  for (const { name, build, cold, warm, fresh, ratio, table, stream } of matcherRows()) {
    const figures = [build, cold, warm, fresh].map((figure) => figure.toFixed(1));
    console.log([name, ...figures, ratio.toFixed(2), (table / 1_024).toFixed(0), stream.toFixed(0)].join(" | "));
  }
  process.exit(0);
}
if (values.detection) {
  printTable("Every kind of secret, every entity, 10,000 terms, in deltas of 4 characters", detectionRows());
  process.exit(0);
}
const repeat = values.quick ? 1 : Number(values.repeat);

interface Scenario extends Load {
  readonly name: string;
  readonly perChunk: number;
  readonly paceMs: number;
}

const SCENARIOS: readonly Scenario[] = [
  { name: "paced, 40 streams at 50 tokens/s", streams: 40, tokens: 250, perChunk: 1, paceMs: 20 },
  { name: "burst, 8 streams of 2000 tokens", streams: 8, tokens: 2_000, perChunk: 1, paceMs: 0 },
];

type Results = Record<Kind, number>;

/** Lets the subjects take turns and returns each one's median. */
const takeTurns = async (
  subjects: readonly Subject[],
  turns: number,
  turn: (subject: Subject) => Promise<number>,
): Promise<Results> => {
  const runs = new Map<Kind, number[]>(subjects.map(({ kind }) => [kind, []]));
  for (let round = 0; round < turns; round++) {
    for (const subject of subjects) runs.get(subject.kind)?.push(await turn(subject));
  }
  return Object.fromEntries([...runs].map(([kind, values]) => [kind, median(values)])) as Results;
};

const WARM_UP: Load = { streams: 8, tokens: 500 };

const costs = async (subjects: readonly Subject[], upstream: Upstream, scenario: Scenario): Promise<Results> => {
  const { tokens, perChunk, paceMs } = scenario;
  await upstream.plan({ tokens: WARM_UP.tokens, perChunk, paceMs: 0 });
  for (const subject of subjects) await measure(subject, WARM_UP, answerText(WARM_UP.tokens));
  await upstream.plan({ tokens, perChunk, paceMs });
  return takeTurns(subjects, repeat, (subject) => measure(subject, scenario, answerText(tokens)));
};

const firstTokensOf = async (subjects: readonly Subject[], upstream: Upstream): Promise<Results> => {
  await upstream.plan({ tokens: 4, perChunk: 1, paceMs: 0 });
  return takeTurns(subjects, repeat, (subject) => firstToken(subject, 40));
};

const fixed = (value: number, digits = 2): string => value.toFixed(digits);

interface Target {
  readonly what: string;
  readonly figure: number;
  readonly target: string;
  readonly met: boolean;
}

const targets: Target[] = [];
const atMost = (what: string, figure: number, limit: number): void =>
  void targets.push({ what, figure, target: `≤ ${limit}`, met: figure <= limit });
const atLeast = (what: string, figure: number, limit: number): void =>
  void targets.push({ what, figure, target: `≥ ${limit}`, met: figure >= limit });

const show = (title: string, results: Results): void => {
  console.log(`\n${title}`);
  console.log("  subject         CPU µs/token   over pass-through   over identity");
  for (const kind of KINDS) {
    const over = (base: Kind): string => `${fixed(results[kind] / results[base])}x`;
    const columns = [
      fixed(results[kind], 1).padStart(13),
      over("pass-through").padStart(19),
      over("identity").padStart(15),
    ];
    console.log(`  ${kind.padEnd(14)} ${columns.join(" ")}`);
  }
};

const benchServers = async (runtime: "Node" | "workerd", upstream: Upstream): Promise<void> => {
  const start = runtime === "Node" ? startNodeSubject : startWorkerdSubject;
  const subjects: Subject[] = [];
  try {
    for (const kind of KINDS) subjects.push(await start(kind, upstream.url));
    for (const scenario of SCENARIOS) {
      const results = await costs(subjects, upstream, scenario);
      show(`${runtime}, ${scenario.name}`, results);
      judge(runtime, scenario, results);
    }
    const first = await firstTokensOf(subjects, upstream);
    console.log(`\n${runtime}, first token of a single stream, ms`);
    for (const kind of KINDS) console.log(`  ${kind.padEnd(14)} ${fixed(first[kind]).padStart(13)}`);
    atMost(`${runtime} server: first token later than pass-through, ms`, first.edgerails - first["pass-through"], 0.5);
  } finally {
    for (const subject of subjects) await subject.stop();
  }
};

const judge = (runtime: "Node" | "workerd", { paceMs }: Scenario, cost: Results): void => {
  const label = `${runtime} server, ${paceMs > 0 ? "paced" : "burst"}`;
  atLeast(`${label}: naive chain over edgerails`, cost["naive chain"] / cost.edgerails, paceMs > 0 ? 1.2 : 2);
  if (paceMs === 0) return;
  if (runtime === "Node") atMost(`${label}: edgerails over pass-through`, cost.edgerails / cost["pass-through"], 1.4);
  else atMost(`${label}: edgerails over JS identity`, cost.edgerails / cost.identity, 1.05);
};

/** Rounds until the code is hot. */
const WARM_ROUNDS = 6;

const benchInProcess = async (): Promise<void> => {
  console.log("In process (Node), µs/token\n  row             1 event a chunk   64 events a chunk");
  const figures: Record<string, number[]> = {};
  for (const [name, row] of Object.entries(ROWS)) {
    figures[name] = [];
    for (const perChunk of [1, 64]) {
      const runs: number[] = [];
      for (let round = 0; round < WARM_ROUNDS + 9; round++) runs.push(await timeRow(row, perChunk, 20_000));
      figures[name].push(median(runs.slice(WARM_ROUNDS)));
    }
    console.log(`  ${name.padEnd(14)} ${figures[name].map((us) => fixed(us).padStart(16)).join("   ")}`);
  }
  const [ours = [], naive = []] = [figures["edgerails"], figures["naive chain"]];
  atMost("in process: 1 event a chunk, µs/token", ours[0] ?? Number.NaN, 3);
  atMost("in process: 64 events a chunk, µs/token", ours[1] ?? Number.NaN, 1);
  atLeast("in process: naive chain over edgerails, 1 event a chunk", (naive[0] ?? Number.NaN) / (ours[0] ?? 1), 3.5);
};

const benchFirstToken = async (): Promise<void> => {
  console.log(
    "\nA judge of 200 ms a window, three windows an answer of 60 tokens at 10 ms\n  rail                  first token ms   whole answer ms",
  );
  const rows = await firstTokens(repeat);
  for (const { name, firstMs, totalMs } of rows) {
    console.log(`  ${name.padEnd(20)} ${fixed(firstMs, 1).padStart(15)} ${fixed(totalMs, 1).padStart(17)}`);
  }
  const [bare, first] = rows;
  atMost(
    "stream_first: true, first token later than without a rail, ms",
    (first?.firstMs ?? 0) - (bare?.firstMs ?? 0),
    2,
  );
};

await benchInProcess();
await benchFirstToken();
if (!values["in-process"]) {
  const upstream = await startUpstream();
  try {
    await benchServers("Node", upstream);
    await benchServers("workerd", upstream);
  } finally {
    await upstream.stop();
  }
}
console.log("\nTargets");
for (const { what, figure, target, met } of targets) {
  console.log(`  ${met ? "met   " : "missed"}  ${what}: ${fixed(figure)} (${target})`);
}
