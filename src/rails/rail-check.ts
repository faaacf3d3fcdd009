import { RailError } from "../errors.ts";
import { withDeadline } from "../http/timers.ts";
import { optional, recordOf } from "../json.ts";
import { discard } from "../streams/discard.ts";
import { codeOf } from "../streams/gates/verdicts.ts";
import type { Verdict } from "../types/verdict.ts";
import type { CheckScope, RailRun, RunOptions } from "./rail-run.ts";
import type { CheckRail, RailContext, RailDecision, RailInput } from "./rail.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

const isDecision = (value: unknown): value is RailDecision => {
  const { outcome, text, reason, refusal, label } = recordOf(value);
  if ([reason, refusal, label].some((words) => words !== undefined && typeof words !== "string")) return false;
  return outcome === "allow" || outcome === "block" || (outcome === "transform" && typeof text === "string");
};

/** What a run records. */
type CheckRecords = Pick<CheckScope, "calls" | "services" | "answers" | "actions">;

/** Runs one check with its timeout. Rejects with a RailError, or with the signal's reason. */
const attempt = (
  rail: CheckRail,
  input: RailInput,
  { clock, context, variables, origin = "tool" }: RunOptions,
  { signal, ...records }: CheckRecords & Pick<CheckScope, "signal">,
): Promise<RailDecision> => {
  const { name, timeoutMs: ms = DEFAULT_TIMEOUT_MS } = rail;
  const late = (): RailError => new RailError("rail_timeout", name, `Rail "${name}" gave no verdict within ${ms} ms`);
  return withDeadline({ clock, ms, signal, late }, (own) =>
    decide(rail, input, context({ rail, signal: own, ...records, variables, origin })),
  );
};

/** Calls a rail and validates its decision. */
export const decide = async (rail: CheckRail, input: RailInput, context: RailContext): Promise<RailDecision> => {
  const decision: unknown = await rail.check(input, context);
  if (!isDecision(decision)) throw new RailError("rail_error", rail.name, `Rail "${rail.name}" answered no decision`);
  if (decision.outcome === "transform" && rail.transforms !== true) {
    throw new RailError("rail_error", rail.name, `Rail "${rail.name}" rewrote a text where it may not`);
  }
  return decision.outcome === "block" ? { ...optional("refusal", rail.refusal), ...decision } : decision;
};

/** The error of a failed check. Never undefined, which would mean that it did not fail. */
export const errorOf = (rail: string, error: unknown): unknown =>
  error ?? new RailError("rail_error", rail, `Rail "${rail}" failed without an error`);

export const failureReason = (error: unknown): string => (error instanceof Error ? error.message : "the check failed");

/** Runs one check. A failure blocks, unless the rail has `onError: "allow"`. */
export const runRail = async (
  rail: CheckRail,
  input: RailInput,
  options: RunOptions,
  signal: AbortSignal,
): Promise<RailRun> => {
  const { railType, clock } = options;
  const startedAt = clock.now();
  const { answers, ...records }: CheckRecords = { calls: [], services: [], answers: [], actions: [] };
  const report = (decision: RailDecision, error?: unknown): RailRun => {
    const times = { startedAt, finishedAt: clock.now() };
    return { rail: rail.name, railType, ...times, decision, ...records, ...optional("error", error) };
  };
  try {
    return report(await attempt(rail, input, options, { signal, answers, ...records }));
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = errorOf(rail.name, thrown);
    const reason = failureReason(error);
    return report(rail.onError === "allow" ? { outcome: "allow" } : { outcome: "block", reason }, error);
  } finally {
    // Releases the connections of bodies that the rail did not read.
    for (const { body } of answers) if (body?.locked === false) discard(body);
  }
};

/** The verdict of a run; undefined if it allowed. */
export const verdictOf = ({ rail, railType, decision, error }: RailRun, input: RailInput): Verdict | undefined => {
  if (decision.outcome === "allow") return undefined;
  const status = decision.outcome === "block" ? "blocked" : "modified";
  const code = error === undefined ? codeOf(status) : "rail_execution_failure";
  const { channel } = input;
  const verdict: Verdict = { status, rail, railType, code, channel, ...optional("reason", decision.reason) };
  if (decision.outcome !== "block") return verdict;
  const { refusal, exception, label } = decision;
  return {
    ...verdict,
    ...optional("refusal", refusal),
    ...optional("exception", exception),
    ...optional("label", label),
  };
};
