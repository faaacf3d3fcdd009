import { RailError } from "../errors.ts";
import { linkedAbort } from "../http/linked-abort.ts";
import { withDeadline } from "../http/timers.ts";
import { optional } from "../json.ts";
import type { Verdict } from "../types.ts";
import { discard } from "../streams/discard.ts";
import { codeOf } from "../streams/gates/verdicts.ts";
import type { JudgeCall } from "./judge.ts";
import type { ActionRun, CheckScope, RailRun, CheckedText, RunOptions, ServiceCall } from "./rail-run.ts";
import {
  type CheckRail,
  enforcedOf,
  isMonitored,
  type RailContext,
  type RailDecision,
  type RailInput,
} from "./rail.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

const isDecision = (value: unknown): value is RailDecision => {
  if (typeof value !== "object" || value === null) return false;
  const { outcome, text, reason, refusal, label } = value as Readonly<Record<string, unknown>>;
  if ([reason, refusal, label].some((words) => words !== undefined && typeof words !== "string")) return false;
  return outcome === "allow" || outcome === "block" || (outcome === "transform" && typeof text === "string");
};

/** Runs one check within its time. Rejects with a RailError, or with the signal's reason. */
const attempt = (
  rail: CheckRail,
  input: RailInput,
  { clock, context, variables }: RunOptions,
  { signal, ...records }: Omit<CheckScope, "rail" | "variables">,
): Promise<RailDecision> => {
  const { name, timeoutMs: ms = DEFAULT_TIMEOUT_MS } = rail;
  const late = (): RailError => new RailError("rail_timeout", name, `Rail "${name}" gave no verdict within ${ms} ms`);
  return withDeadline({ clock, ms, signal, late }, (own) =>
    decide(rail, input, context({ rail, signal: own, ...records, variables })),
  );
};

/** Asks a rail, and makes sure that its answer is a decision it may take. */
export const decide = async (rail: CheckRail, input: RailInput, context: RailContext): Promise<RailDecision> => {
  const decision: unknown = await rail.check(input, context);
  if (!isDecision(decision)) throw new RailError("rail_error", rail.name, `Rail "${rail.name}" answered no decision`);
  if (decision.outcome === "transform" && rail.transforms !== true) {
    throw new RailError("rail_error", rail.name, `Rail "${rail.name}" rewrote a text where it may not`);
  }
  return decision.outcome === "block" ? { ...optional("refusal", rail.refusal), ...decision } : decision;
};

/** What a failed check is told by. Never undefined, which would stand for a check that did not fail. */
export const errorOf = (rail: string, error: unknown): unknown =>
  error ?? new RailError("rail_error", rail, `Rail "${rail}" failed without an error`);

export const failureReason = (error: unknown): string => (error instanceof Error ? error.message : "the check failed");

/** Runs one check and says what came of it. A failure is a block unless the rail says otherwise. */
const runRail = async (
  rail: CheckRail,
  input: RailInput,
  options: RunOptions,
  signal: AbortSignal,
): Promise<RailRun> => {
  const { railType, clock } = options;
  const startedAt = clock.now();
  const calls: JudgeCall[] = [];
  const services: ServiceCall[] = [];
  const answers: Response[] = [];
  const actions: ActionRun[] = [];
  const report = (decision: RailDecision, error?: unknown): RailRun => {
    const times = { startedAt, finishedAt: clock.now() };
    return { rail: rail.name, railType, ...times, decision, calls, services, actions, ...optional("error", error) };
  };
  try {
    return report(await attempt(rail, input, options, { signal, calls, services, answers, actions }));
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = errorOf(rail.name, thrown);
    const reason = failureReason(error);
    return report(rail.onError === "allow" ? { outcome: "allow" } : { outcome: "block", reason }, error);
  } finally {
    // A rail may look at no more than the status of an answer, and nobody else would let go of its body.
    for (const { body } of answers) if (body?.locked === false) discard(body);
  }
};

const verdictOf = ({ rail, railType, decision, error }: RailRun, input: RailInput): Verdict | undefined => {
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

/** What was set before a rail, with what it has set for those behind it. */
const withSet = (before: CheckedText["variables"], decision: RailDecision): CheckedText["variables"] =>
  decision.variables === undefined ? before : { ...before, ...decision.variables };

const rewritten = (input: RailInput, fresh: string): RailInput => ({ ...input, fresh, text: input.context + fresh });

/** One after the other: each rail reads what the one before it left. */
const runInOrder = async (
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
    variables = withSet(variables, run.decision);
    if (verdict?.status === "blocked")
      return { text: "", verdicts, blocked: verdict, ...optional("variables", variables) };
    if (run.decision.outcome === "transform") current = rewritten(current, run.decision.text);
  }
  return { text: current.fresh, verdicts, blocked: undefined, ...optional("variables", variables) };
};

/** All at once over the same text: the first block wins and the others are aborted. Rewrites apply in configured order. */
const runTogether = async (
  rails: readonly CheckRail[],
  input: RailInput,
  options: RunOptions,
  signal: AbortSignal,
): Promise<CheckedText> => {
  const { controller: others, release } = linkedAbort(signal);
  let { variables } = options;
  let blocked: Verdict | undefined;
  const watch = async (rail: CheckRail): Promise<RailRun> => {
    const run = await runRail(rail, input, options, others.signal);
    if (blocked !== undefined) return run;
    options.onRun(run);
    if (run.decision.outcome !== "block") return run;
    blocked = verdictOf(run, input);
    variables = withSet(variables, run.decision);
    others.abort(new Error("Another rail has blocked"));
    return run;
  };
  const runs = await Promise.allSettled(rails.map(watch));
  release();
  if (blocked !== undefined) return { text: "", verdicts: [blocked], blocked, ...optional("variables", variables) };
  return merge(runs, input, variables);
};

/** At most one of them rewrote: a set of rails with more is refused when it is put together. */
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
    variables = withSet(variables, run.value.decision);
    const verdict = verdictOf(run.value, input);
    if (verdict === undefined || run.value.decision.outcome !== "transform") continue;
    verdicts.push(verdict);
    text = run.value.decision.text;
  }
  return { text, verdicts, blocked: undefined, ...optional("variables", variables) };
};

/**
 * Runs check rails over one text. Never lets a text through because something broke: a rail that throws, takes too long
 * or answers nonsense blocks with `rail_execution_failure`. Monitored rails run beside the others and decide nothing.
 * Rejects only when the signal aborts.
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
    ? runTogether(enforced, input, options, signal)
    : runInOrder(enforced, input, options, signal);
};

/** What a monitored rail would have done. Nobody waits for it, so what stops it is no failure. */
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
