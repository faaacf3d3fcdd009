import { describe, expect, it, onTestFinished } from "vitest";
import { deferred } from "../../src/engine/deferred.ts";
import type { CheckRail, RailDecision, RailInput } from "../../src/rails/rail.ts";
import { runRails } from "../../src/rails/run-rails.ts";
import type { CheckedText, RailRun, RunOptions } from "../../src/rails/rail-run.ts";
import { railGate } from "../../src/rails/rail-gate.ts";
import { ManualClock, settle } from "../support/engine.ts";
import { railContext, runOptions } from "../support/rail-runs.ts";

const INPUT: RailInput = { text: "context fresh", context: "context ", fresh: "fresh", channel: "text", final: true };
const ALLOW: RailDecision = { outcome: "allow" };

type Check = CheckRail["check"];

const rail = (name: string, check: Check, more: Partial<CheckRail> = {}): CheckRail => ({
  name,
  reads: "window",
  check,
  ...more,
});

interface Setup {
  readonly clock: ManualClock;
  readonly runs: RailRun[];
  readonly abort: AbortController;
  run(rails: readonly CheckRail[], parallel?: boolean): Promise<CheckedText>;
}

const setup = (own: Partial<RunOptions> = {}): Setup => {
  const clock = new ManualClock();
  const runs: RailRun[] = [];
  const abort = new AbortController();
  return {
    clock,
    runs,
    abort,
    run: (rails, parallel = false) => {
      const options = runOptions(clock, {
        parallel,
        onRun: (run) => runs.push(run),
        context: ({ signal, variables = {} }) => railContext(clock, signal, { variables }),
        ...own,
      });
      return runRails(rails, INPUT, options, abort.signal);
    },
  };
};

const watchRejections = (): unknown[] => {
  const seen: unknown[] = [];
  const listener = (reason: unknown): void => void seen.push(reason);
  process.on("unhandledRejection", listener);
  onTestFinished(() => void process.off("unhandledRejection", listener));
  return seen;
};

/** Unhandled rejections are told after the microtasks of a turn. */
const turnOver = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const BROKEN: readonly (readonly [string, Check])[] = [
  [
    "throws",
    () => {
      throw new Error("boom");
    },
  ],
  [
    "throws no error",
    () => {
      throw "boom";
    },
  ],
  [
    "throws undefined",
    () => {
      throw undefined;
    },
  ],
  ["rejects with undefined", () => Promise.reject()],
  ["rejects", () => Promise.reject(new Error("boom"))],
  ["answers undefined", () => undefined as unknown as RailDecision],
  ["answers null", () => null as unknown as RailDecision],
  ["answers {}", () => ({}) as RailDecision],
  ["answers an unknown outcome", () => ({ outcome: "maybe" }) as unknown as RailDecision],
  ['answers "ok"', () => "ok" as unknown as RailDecision],
  ["answers true", () => true as unknown as RailDecision],
  ["answers NaN", () => Number.NaN as unknown as RailDecision],
  ["answers a transform without text", () => ({ outcome: "transform" }) as unknown as RailDecision],
  ["answers a transform with a number", () => ({ outcome: "transform", text: 5 }) as unknown as RailDecision],
  ["answers a reason that is no text", () => ({ outcome: "allow", reason: {} }) as unknown as RailDecision],
  ["rewrites where it may not", () => ({ outcome: "transform", text: "x" })],
  ["has a judge that fails", async (_input, { judge }) => (await judge("t", {}), ALLOW)],
];

describe.each([false, true])("runRails fails closed, parallel: %s", (parallel) => {
  it.each(BROKEN)("blocks with rail_execution_failure if a rail %s", async (_name, check) => {
    const { run, runs } = setup();
    const result = await run([rail("broken", check), rail("fine", () => ALLOW)], parallel);
    expect(result.blocked).toMatchObject({ status: "blocked", rail: "broken", code: "rail_execution_failure" });
    expect(result.text).toBe("");
    expect(runs.find((one) => one.rail === "broken")?.error).toBeDefined();
  });

  it("blocks at its time limit if a rail never answers", async () => {
    const { run, clock } = setup();
    let signal: AbortSignal | undefined;
    const hangs: Check = (_input, context) => ((signal = context.signal), new Promise(() => {}));
    const result = run([rail("slow", hangs, { timeoutMs: 250 }), rail("fine", () => ALLOW)], parallel);
    await settle();
    clock.advance(249);
    await settle();
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    expect((await result).blocked).toMatchObject({ rail: "slow", code: "rail_execution_failure" });
    expect((await result).blocked?.reason).toBe('Rail "slow" gave no verdict within 250 ms');
    expect(signal?.reason).toMatchObject({ code: "rail_timeout" });
    expect(clock.pending).toBe(0);
  });

  it("waits 10 seconds by default", async () => {
    const { run, clock } = setup();
    let done = false;
    const result = run([rail("slow", () => new Promise(() => {})), rail("fine", () => ALLOW)], parallel);
    void result.then(() => (done = true));
    await settle();
    clock.advance(9_999);
    await settle();
    expect(done).toBe(false);
    clock.advance(1);
    expect((await result).blocked?.rail).toBe("slow");
  });

  it.each([Infinity, 2 ** 31])(
    "sets no timer for a time limit of %d ms, which runtimes cannot count to",
    async (timeoutMs) => {
      const { run, clock } = setup();
      const slow = deferred<RailDecision>();
      const result = run([rail("slow", () => slow.promise, { timeoutMs })], parallel);
      await settle();
      expect(clock.pending).toBe(0);
      slow.resolve(ALLOW);
      expect((await result).blocked).toBeUndefined();
    },
  );

  it("ignores the answer of a rail after its time limit, without an unhandled rejection", async () => {
    const seen = watchRejections();
    const { run, clock } = setup();
    const late = deferred<RailDecision>();
    const result = run([rail("late", () => late.promise.then((value) => value)), rail("fine", () => ALLOW)], parallel);
    await settle();
    clock.advance(10_000);
    expect((await result).blocked?.rail).toBe("late");
    late.reject(new Error("far too late"));
    await turnOver();
    expect(seen).toEqual([]);
  });

  it("passes a failed rail only if it has on_error allow, and logs it", async () => {
    const { run, runs } = setup();
    const fails: Check = () => {
      throw new Error("boom");
    };
    const result = await run([rail("lax", fails, { onError: "allow" }), rail("fine", () => ALLOW)], parallel);
    expect(result).toEqual({ text: "fresh", verdicts: [], blocked: undefined });
    const lax = runs.find((one) => one.rail === "lax");
    expect(lax).toMatchObject({ decision: { outcome: "allow" }, error: new Error("boom") });
  });

  it("still blocks for a failed strict rail beside a lax one", async () => {
    const { run } = setup();
    const fails: Check = () => Promise.reject(new Error("boom"));
    const result = await run([rail("lax", fails, { onError: "allow" }), rail("strict", fails)], parallel);
    expect(result.blocked).toMatchObject({ rail: "strict", code: "rail_execution_failure" });
  });

  it("rejects with the signal's reason when it aborts, before and during a check", async () => {
    const before = setup();
    before.abort.abort(new Error("gone"));
    await expect(
      before.run([rail("a", () => new Promise(() => {})), rail("b", () => ALLOW)], parallel),
    ).rejects.toThrow("gone");
    const during = setup();
    const result = during.run([rail("a", () => new Promise(() => {})), rail("b", () => ALLOW)], parallel);
    await settle();
    during.abort.abort(new Error("left"));
    await expect(result).rejects.toThrow("left");
    expect(during.clock.pending).toBe(0);
  });

  it("does not report a lax rail as allowed if the request was aborted", async () => {
    const { run, abort } = setup();
    const result = run(
      [rail("lax", () => new Promise(() => {}), { onError: "allow" }), rail("b", () => ALLOW)],
      parallel,
    );
    await settle();
    abort.abort(new Error("left"));
    await expect(result).rejects.toThrow("left");
  });

  it("includes the reason and the channel of a block", async () => {
    const { run } = setup();
    const result = await run(
      [rail("no", () => ({ outcome: "block", reason: "bad" })), rail("b", () => ALLOW)],
      parallel,
    );
    expect(result.verdicts).toEqual([
      { status: "blocked", rail: "no", railType: "output", code: "content_blocked", channel: "text", reason: "bad" },
    ]);
  });
});

describe.each([false, true])("variables that rails set, parallel: %s", (parallel) => {
  const sets = (name: string, outcome: "allow" | "block" | "transform"): CheckRail => {
    const variables = { last: name, [name]: true };
    const decision = outcome === "transform" ? { outcome, text: "x", variables } : { outcome, variables };
    return rail(name, () => decision, { transforms: true });
  };

  it("are all reported, and the last value counts", async () => {
    const rails = [sets("a", "allow"), rail("none", () => ALLOW), sets("b", "transform")];
    expect((await setup().run(rails, parallel)).variables).toEqual({ last: "b", a: true, b: true });
  });

  it("include those of the rail that blocks", async () => {
    const { variables } = await setup().run([sets("no", "block"), rail("fine", () => ALLOW)], parallel);
    expect(variables).toEqual({ last: "no", no: true });
  });

  it("are merged with earlier ones, which later rails see unless they run in parallel", async () => {
    const seen: unknown[] = [];
    const sees = rail("sees", (_input, { variables }) => (seen.push(variables), ALLOW));
    const { run } = setup({ variables: { before: true } });
    const { variables } = await run([sets("a", "allow"), sees], parallel);
    expect(variables).toEqual({ before: true, last: "a", a: true });
    expect(seen).toEqual([parallel ? { before: true } : variables]);
  });

  it("are empty if none is set", async () => {
    expect(await setup().run([rail("a", () => ALLOW), rail("b", () => ALLOW)], parallel)).not.toHaveProperty(
      "variables",
    );
  });
});

describe("runRails in sequence", () => {
  it("stops at the first block", async () => {
    const { run } = setup();
    let asked = 0;
    await run([rail("no", () => ({ outcome: "block" })), rail("next", () => (asked++, ALLOW))]);
    expect(asked).toBe(0);
  });

  it("passes each rail the text that the previous one left, with the context unchanged", async () => {
    const { run } = setup();
    const seen: RailInput[] = [];
    const upper: Check = (input) => (seen.push(input), { outcome: "transform", text: input.fresh.toUpperCase() });
    const twice: Check = (input) => (seen.push(input), { outcome: "transform", text: input.fresh + input.fresh });
    const result = await run([rail("upper", upper, { transforms: true }), rail("twice", twice, { transforms: true })]);
    expect(result.text).toBe("FRESHFRESH");
    expect(result.verdicts.map(({ rail: name, status }) => [name, status])).toEqual([
      ["upper", "modified"],
      ["twice", "modified"],
    ]);
    expect(seen[1]).toEqual({ ...INPUT, fresh: "FRESH", text: "context FRESH" });
  });

  it("lets a rail rewrite a text to nothing", async () => {
    const { run } = setup();
    const result = await run([rail("empty", () => ({ outcome: "transform", text: "" }), { transforms: true })]);
    expect(result).toMatchObject({ text: "", blocked: undefined });
  });
});

describe("runRails in parallel", () => {
  it("ends at the first block and aborts the others, without unhandled rejections", async () => {
    const seen = watchRejections();
    const { run, runs, clock } = setup();
    const [first, second] = [deferred<RailDecision>(), deferred<RailDecision>()];
    let other: AbortSignal | undefined;
    const result = run(
      [
        rail("other", (_input, { signal }) => ((other = signal), first.promise.then((value) => value))),
        rail("winner", () => second.promise),
      ],
      true,
    );
    await settle();
    second.resolve({ outcome: "block", reason: "won" });
    expect((await result).blocked).toMatchObject({ rail: "winner", reason: "won" });
    expect(other?.aborted).toBe(true);
    first.reject(new Error("aborted, and late to say so"));
    await turnOver();
    expect(seen).toEqual([]);
    expect(runs.map(({ rail: name }) => name)).toEqual(["winner"]);
    expect(clock.pending).toBe(0);
  });

  it("reports only the first of two blocks in one tick", async () => {
    const { run, runs } = setup();
    const blocks = (name: string): CheckRail => rail(name, () => ({ outcome: "block", reason: name }));
    const result = await run([rail("fine", () => ALLOW), blocks("first"), blocks("second")], true);
    expect(result.blocked).toMatchObject({ rail: "first", reason: "first" });
    expect(result.verdicts).toEqual([result.blocked]);
    expect(runs.map(({ rail: name }) => name)).toEqual(["fine", "first"]);
  });

  it("starts all rails before any has answered", async () => {
    const { run } = setup();
    let started = 0;
    const release = deferred<RailDecision>();
    const check: Check = () => (started++, release.promise);
    const result = run([rail("a", check), rail("b", check), rail("c", check)], true);
    await settle();
    expect(started).toBe(3);
    release.resolve(ALLOW);
    expect((await result).text).toBe("fresh");
  });

  it("uses the text of the one rail that rewrote", async () => {
    const { run } = setup();
    const mask = rail("mask", () => ({ outcome: "transform", text: "<M>" }), { transforms: true });
    const result = await run([rail("a", () => ALLOW), mask], true);
    expect(result).toMatchObject({ text: "<M>", blocked: undefined });
    expect(result.verdicts).toHaveLength(1);
  });

  it("passes no rewritten text if another rail blocks", async () => {
    const { run } = setup();
    const mask = rail("mask", () => ({ outcome: "transform", text: "<M>" }), { transforms: true });
    const slow = deferred<RailDecision>();
    const result = run([mask, rail("no", () => slow.promise)], true);
    await settle();
    slow.resolve({ outcome: "block" });
    expect(await result).toMatchObject({ text: "", blocked: { rail: "no" } });
  });
});

describe("railGate", () => {
  it("logs a gate that throws undefined as failed", () => {
    const reports: unknown[] = [];
    const gate = railGate(
      {
        name: "broken",
        reads: "incremental",
        createGate: () => {
          throw undefined;
        },
      },
      "text",
      (decision, error) => reports.push({ decision, error }),
    );
    expect(gate.feed("x")).toMatchObject({ text: "", findings: [{ code: "rail_execution_failure" }] });
    expect(reports).toMatchObject([{ decision: { outcome: "block" }, error: { code: "rail_error" } }]);
  });
});
