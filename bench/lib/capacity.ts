import { quantile } from "./drive.ts";
import type { Subject, Upstream } from "./processes.ts";
import { durationOf } from "./raw-client.ts";

const TOKENS = 150;
const PACE_MS = 20;
const STEP = 50;
const MAX_STREAMS = 800;
/** Only one stream in twenty may end later than this. */
const LAG_MS = 50;

/** The 95th percentile of the delay of a number of streams that start within two seconds. */
const lagOf = async (subject: Subject, streams: number): Promise<number> => {
  // Besides the tokens, an answer has the role at its start, and a finish and `[DONE]` at its end.
  const nominal = (TOKENS + 2) * PACE_MS;
  const lags = Array.from({ length: streams }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, (index * 2_000) / streams));
    return (await durationOf(subject)) - nominal;
  });
  return quantile(await Promise.all(lags), 0.95);
};

/** The number of streams of 50 tokens a second, in steps of 50, that one thread of a subject serves in time. */
export const capacityOf = async (subject: Subject, upstream: Upstream): Promise<number> => {
  await upstream.plan({ tokens: TOKENS, perChunk: 1, paceMs: PACE_MS });
  let held = 0;
  for (let streams = STEP; streams <= MAX_STREAMS; streams += STEP) {
    if ((await lagOf(subject, streams)) > LAG_MS) break;
    held = streams;
  }
  return held;
};
