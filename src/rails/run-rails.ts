import { linkedAbort } from "../http/linked-abort.ts";
import { optional } from "../json.ts";
import type { Verdict } from "../types/verdict.ts";
import { runRail, verdictOf } from "./rail-check.ts";
import type { CheckedText, RailRun, RunOptions } from "./rail-run.ts";
import { type CheckRail, enforcedOf, isMonitored, type RailDecision, type RailInput } from "./rail.ts";

/** The variables set so far, with those of a decision. */
const withVariables = (before: CheckedText["variables"], decision: RailDecision): CheckedText["variables"] =>
  decision.variables === undefined ? before : { ...before, ...decision.variables };

const rewritten = (input: RailInput, fresh: string): RailInput => ({ ...input, fresh, text: input.context + fresh });

/** In sequence: each rail reads the text as the one before left it. */
const runInSequence = async (
  rails: readonly CheckRail[],
  input: RailInput,
  options: RunOptions,
  signal: AbortSignal,
): Promise<CheckedText> => {
  const verdicts: Verdict[] = [];
  let current = input;
  let { variables } = options;
  for (const rail of rails) {
    const run = await runRail(rail, current, { ...options, variables }, signal);
    options.onRun(run);
    const verdict = verdictOf(run, input);
    if (verdict !== undefined) verdicts.push(verdict);
    variables = withVariables(variables, run.decision);
    if (verdict?.status === "blocked")
      return { text: "", verdicts, blocked: verdict, ...optional("variables", variables) };
    if (run.decision.outcome === "transform") current = rewritten(current, run.decision.text);
  }
  return { text: current.fresh, verdicts, blocked: undefined, ...optional("variables", variables) };
};

/**
 * In parallel over the same text: the first block wins and the others are aborted. Rewrites apply in configured order.
 */
const runInParallel = async (
  rails: readonly CheckRail[],
  input: RailInput,
  options: RunOptions,
  signal: AbortSignal,
): Promise<CheckedText> => {
  const { controller: others, release } = linkedAbort(signal);
  let { variables } = options;
  let blocked: Verdict | undefined;
  const runOne = async (rail: CheckRail): Promise<RailRun> => {
    const run = await runRail(rail, input, options, others.signal);
    if (blocked !== undefined) return run;
    options.onRun(run);
    if (run.decision.outcome !== "block") return run;
    blocked = verdictOf(run, input);
    variables = withVariables(variables, run.decision);
    others.abort(new Error("Another rail has blocked"));
    return run;
  };
  const runs = await Promise.allSettled(rails.map(runOne));
  release();
  if (blocked !== undefined) return { text: "", verdicts: [blocked], blocked, ...optional("variables", variables) };
  return merge(runs, input, variables);
};

/** At most one of them rewrote: configs with more in parallel are refused when they are loaded. */
const merge = (
  runs: readonly PromiseSettledResult<RailRun>[],
  input: RailInput,
  before: CheckedText["variables"],
): CheckedText => {
  const verdicts: Verdict[] = [];
  let text = input.fresh;
  let variables = before;
  for (const run of runs) {
    if (run.status === "rejected") throw run.reason;
    variables = withVariables(variables, run.value.decision);
    const verdict = verdictOf(run.value, input);
    if (verdict !== undefined) verdicts.push(verdict);
    if (run.value.decision.outcome === "transform") ({ text } = run.value.decision);
  }
  return { text, verdicts, blocked: undefined, ...optional("variables", variables) };
};

/**
 * Runs check rails over one text. Fails closed: a rail that throws, times out or returns no valid decision blocks with
 * `rail_execution_failure`. Monitored rails run beside the others and decide nothing. Rejects only when the signal
 * aborts.
 */
export const runRails = (
  rails: readonly CheckRail[],
  input: RailInput,
  options: RunOptions,
  signal: AbortSignal,
): Promise<CheckedText> => {
  const enforced = enforcedOf(rails);
  for (const rail of rails) {
    if (isMonitored(rail)) options.onMonitored(rail.name, () => monitor(rail, input, options, signal));
  }
  return options.parallel && enforced.length > 1
    ? runInParallel(enforced, input, options, signal)
    : runInSequence(enforced, input, options, signal);
};

/** The verdict of a monitored rail. The answer does not wait for it, so an abort is not a failure. */
const monitor = async (
  rail: CheckRail,
  input: RailInput,
  options: RunOptions,
  signal: AbortSignal,
): Promise<Verdict | undefined> => {
  try {
    const run = await runRail(rail, input, options, signal);
    options.onRun(run);
    const verdict = verdictOf(run, input);
    return verdict === undefined ? undefined : { ...verdict, enforced: false };
  } catch {
    return undefined;
  }
};
