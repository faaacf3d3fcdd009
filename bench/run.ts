import { parseArgs } from "node:util";
import { answerText } from "./lib/fixture.ts";
import { type Load, median, type Measured, measure } from "./lib/drive.ts";
import { firstTokens } from "./lib/first-token.ts";
import { ROWS, timeRow } from "./lib/in-process.ts";
import { startNodeSubject, startUpstream, startWorkerdSubject, type Subject, type Upstream } from "./lib/processes.ts";
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
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log("Usage: npm run bench -- [--repeat N] [--quick]");
  process.exit(0);
}
const repeat = values.quick ? 1 : Number(values.repeat);

interface Scenario extends Load {
  readonly name: string;
  readonly perChunk: number;
  readonly paceMs: number;
}

const SCENARIOS: readonly Scenario[] = [
  { name: "paced, 40 streams at 50 tokens/s", streams: 40, tokens: 150, perChunk: 1, paceMs: 20 },
  { name: "burst, 8 streams of 2000 tokens", streams: 8, tokens: 2_000, perChunk: 1, paceMs: 0 },
];

type Results = Record<Kind, Measured>;

const rounds = async (subjects: readonly Subject[], upstream: Upstream, scenario: Scenario): Promise<Results> => {
  const { tokens, perChunk, paceMs } = scenario;
  const expected = answerText(tokens);
  const all = new Map<Kind, Measured[]>(subjects.map(({ kind }) => [kind, []]));
  await upstream.plan({ tokens: 500, perChunk, paceMs: 0 });
  for (const subject of subjects) await measure(subject, { streams: 8, tokens: 500 }, answerText(500));
  await upstream.plan({ tokens, perChunk, paceMs });
  for (let round = 0; round < repeat; round++) {
    for (const subject of subjects) all.get(subject.kind)?.push(await measure(subject, scenario, expected));
  }
  const entries = [...all].map(([kind, runs]) => [
    kind,
    {
      cpuPerTokenUs: median(runs.map(({ cpuPerTokenUs }) => cpuPerTokenUs)),
      firstTokenMs: median(runs.map(({ firstTokenMs }) => firstTokenMs)),
    },
  ]);
  return Object.fromEntries(entries) as Results;
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
  console.log("  subject         CPU µs/token   over pass-through   over identity   first token ms");
  for (const kind of KINDS) {
    const { cpuPerTokenUs, firstTokenMs } = results[kind];
    const over = (base: Kind): string => `${fixed(cpuPerTokenUs / results[base].cpuPerTokenUs)}x`;
    console.log(
      `  ${kind.padEnd(14)} ${fixed(cpuPerTokenUs, 1).padStart(13)} ${over("pass-through").padStart(19)} ${over("identity").padStart(15)} ${fixed(firstTokenMs).padStart(16)}`,
    );
  }
};

const benchServers = async (runtime: "Node" | "workerd", upstream: Upstream): Promise<void> => {
  const start = runtime === "Node" ? startNodeSubject : startWorkerdSubject;
  const subjects: Subject[] = [];
  try {
    for (const kind of KINDS) subjects.push(await start(kind, upstream.url));
    for (const scenario of SCENARIOS) {
      const results = await rounds(subjects, upstream, scenario);
      show(`${runtime}, ${scenario.name}`, results);
      judge(runtime, scenario, results);
    }
  } finally {
    for (const subject of subjects) await subject.stop();
  }
};

const judge = (runtime: "Node" | "workerd", { paceMs }: Scenario, results: Results): void => {
  const cost = (kind: Kind): number => results[kind].cpuPerTokenUs;
  const label = `${runtime} server, ${paceMs > 0 ? "paced" : "burst"}`;
  atLeast(`${label}: naive chain over edgerails`, cost("naive chain") / cost("edgerails"), paceMs > 0 ? 1.2 : 2);
  if (paceMs === 0) return;
  if (runtime === "Node")
    atMost(`${label}: edgerails over pass-through`, cost("edgerails") / cost("pass-through"), 1.4);
  else atMost(`${label}: edgerails over JS identity`, cost("edgerails") / cost("identity"), 1.05);
  const late = results.edgerails.firstTokenMs - results["pass-through"].firstTokenMs;
  atMost(`${label}: first token later than pass-through, ms`, late, 0.5);
};

const benchInProcess = async (): Promise<void> => {
  console.log("In process (Node), µs/token\n  row             1 event a chunk   64 events a chunk");
  const figures: Record<string, number[]> = {};
  for (const [name, row] of Object.entries(ROWS)) {
    figures[name] = [];
    for (const perChunk of [1, 64]) {
      const runs: number[] = [];
      for (let round = 0; round < repeat + 3; round++) runs.push(await timeRow(row, perChunk, 20_000));
      figures[name].push(median(runs.slice(3)));
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
const upstream = await startUpstream();
try {
  await benchServers("Node", upstream);
  await benchServers("workerd", upstream);
} finally {
  await upstream.stop();
}
console.log("\nTargets");
for (const { what, figure, target, met } of targets) {
  console.log(`  ${met ? "met   " : "missed"}  ${what}: ${fixed(figure)} (${target})`);
}
