import { quantile } from "./drive.ts";
import type { Subject, Upstream } from "./processes.ts";
import { durationOf } from "./raw-client.ts";

const TOKENS = 150;
const PACE_MS = 20;
const STEP = 50;
const MAX_STREAMS = 800;
/** The last token of one stream in twenty may be so late. */
const LAG_MS = 50;

/** How late the slowest twentieth of so many streams end that begin over two seconds. */
const lagOf = async (subject: Subject, streams: number): Promise<number> => {
  // The role comes before the tokens, a finish and the end behind them.
  const nominal = (TOKENS + 2) * PACE_MS;
  const lags = Array.from({ length: streams }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, (index * 2_000) / streams));
    return (await durationOf(subject)) - nominal;
  });
  return quantile(await Promise.all(lags), 0.95);
};

/** The most streams of 50 tokens a second, in steps of 50, that a subject's one thread answers in time. */
export const capacityOf = async (subject: Subject, upstream: Upstream): Promise<number> => {
  await upstream.plan({ tokens: TOKENS, perChunk: 1, paceMs: PACE_MS });
  let held = 0;
  for (let streams = STEP; streams <= MAX_STREAMS; streams += STEP) {
    if ((await lagOf(subject, streams)) > LAG_MS) break;
    held = streams;
  }
  return held;
};
