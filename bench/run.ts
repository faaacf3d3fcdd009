import { parseArgs } from "node:util";
import { printTable } from "./detectors/table.ts";
import { coldStartMs } from "./lib/cold-start.ts";
import { constructionMs } from "./lib/construction.ts";
import { detectionRows } from "./lib/detection.ts";
import { median } from "./lib/drive.ts";
import { firstTokens } from "./lib/first-token.ts";
import { answerChunks } from "./lib/fixture.ts";
import { passesGate, writeBaseline } from "./lib/gate.ts";
import { ROWS, timeRow } from "./lib/in-process.ts";
import { matcherRows } from "./lib/matcher.ts";
import { startUpstream } from "./lib/processes.ts";
import { fixed, Report } from "./lib/report.ts";
import { benchServers, benchShadow } from "./lib/servers.ts";
import { windowsRatio } from "./lib/windows.ts";

/*
 * Method: every subject is a process of its own, answers from one upstream over real sockets, and must deliver the text
 * that was sent. The subjects take turns several times in one run. The figures are medians of the subject's CPU time per
 * token; on a shared machine, only ratios within one run are meaningful.
 */

const { values } = parseArgs({
  options: {
    repeat: { type: "string", default: "5" },
    quick: { type: "boolean", default: false },
    "in-process": { type: "boolean", default: false },
    matcher: { type: "boolean", default: false },
    detection: { type: "boolean", default: false },
    shadow: { type: "boolean", default: false },
    gate: { type: "boolean", default: false },
    "write-baseline": { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(
    "Usage: npm run bench -- [--repeat N] [--quick] [--in-process] [--gate] [--write-baseline] [--matcher] [--detection] [--shadow]",
  );
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
const report = new Report();
if (values.shadow) {
  const upstream = await startUpstream();
  try {
    await benchShadow({ upstream, report, repeat });
  } finally {
    await upstream.stop();
  }
  report.print();
  process.exit(0);
}

/** Rounds before the measurement, until the code is optimized. */
const WARM_ROUNDS = 6;
const ROW_TOKENS = 20_000;

const benchInProcess = async (): Promise<void> => {
  console.log("In process (Node), CPU µs/token\n  row             1 event a chunk   64 events a chunk");
  const figures: Record<string, number[]> = {};
  for (const [name, row] of Object.entries(ROWS)) {
    figures[name] = [];
    for (const perChunk of [1, 64]) {
      const runs: number[] = [];
      // Created once, so that no garbage of theirs is collected while a row is timed.
      const chunks = answerChunks(ROW_TOKENS, perChunk);
      for (let round = 0; round < WARM_ROUNDS + 9; round++) runs.push(await timeRow(row, chunks, ROW_TOKENS));
      figures[name].push(median(runs.slice(WARM_ROUNDS)));
    }
    console.log(`  ${name.padEnd(14)} ${figures[name].map((us) => fixed(us).padStart(16)).join("   ")}`);
  }
  const [ours = [], naive = []] = [figures["edgerails"], figures["naive chain"]];
  const [single = Number.NaN, batched = Number.NaN] = ours;
  report.atMost("in process: 1 event a chunk, µs/token", single, 3);
  report.atMost("in process: 64 events a chunk, µs/token", batched, 1);
  report.atLeast("in process: naive chain over edgerails, 1 event a chunk", (naive[0] ?? Number.NaN) / single, 3.5);
  report.ratio("in process, 1 event a chunk: edgerails over naive chain", single / (naive[0] ?? Number.NaN));
  report.ratio("in process, 64 events a chunk: edgerails over naive chain", batched / (naive[1] ?? Number.NaN));
};

const benchConstruction = (): void => {
  const milliseconds = constructionMs();
  console.log(`\nA config of ten rails is at work after ${fixed(milliseconds)} ms of CPU`);
  report.atMost("construction with ten rails, ms", milliseconds, 2);
};

const benchWindows = async (): Promise<void> => {
  const ratio = await windowsRatio();
  console.log(`\nA window of 1,000 in flight costs ${fixed(ratio)} of what one of 100 does`);
  report.atMost("1,000 windows in flight over 100, a window", ratio, 1.5);
};

const COLD_STARTS = 10;

const benchColdStart = async (): Promise<void> => {
  const milliseconds = await coldStartMs(values.quick ? 2 : COLD_STARTS);
  console.log(`\nA Worker with a gateway starts with ${fixed(milliseconds, 1)} ms of CPU more than an empty one`);
  report.atMost("cold start of a Worker over an empty one, ms of CPU", milliseconds, 12);
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
  report.atMost(
    "stream_first: true, first token later than without a rail, ms",
    (first?.firstMs ?? 0) - (bare?.firstMs ?? 0),
    2,
  );
};

await benchInProcess();
benchConstruction();
await benchWindows();
await benchFirstToken();
if (!values["in-process"]) {
  const upstream = await startUpstream();
  try {
    for (const runtime of ["Node", "workerd"] as const) await benchServers(runtime, { upstream, report, repeat });
    await benchColdStart();
  } finally {
    await upstream.stop();
  }
}
report.print();
if (values.gate && !passesGate(report.ratios)) process.exitCode = 1;
if (values["write-baseline"]) writeBaseline(report.ratios);
