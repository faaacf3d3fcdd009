import { describe, expect, it } from "vitest";
import { deferred } from "../../src/engine/deferred.ts";
import { railGate } from "../../src/rails/rail-gate.ts";
import type { CheckRail, RailDecision, RailInput } from "../../src/rails/rail.ts";
import { settle } from "../support/engine.ts";
import { ALLOW, type Check, INPUT, rail, setup, turnOver, watchRejections } from "./run-rails-setup.ts";

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
