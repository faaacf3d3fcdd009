import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { defineRail, LLMRails, RailsConfig } from "../../../src/node/index.ts";
import type { Rail, RailDecision } from "../../../src/rails/rail.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { ManualClock, settle } from "../../support/engine.ts";
import { monitoring, texts, WINDOWS } from "./monitoring.ts";

const SAID = ["a fine ", "sec", "ret", " and the rest of it"];

const railsOf = (rail: Rail, streaming: object = {}): LLMRails =>
  new LLMRails(
    RailsConfig.fromObject({
      rails: {
        output: {
          flows: [rail.name],
          options: { [rail.name]: { mode: "monitor" } },
          streaming: { enabled: true, chunk_size: 4, context_size: 0, ...streaming },
        },
      },
    }),
    { rails: [rail], llm: languageModelFromStream(() => SAID) },
  );

const incremental = (action: "block" | "mask"): Rail =>
  defineRail({
    name: "secrets",
    reads: "incremental",
    createGate: () => new PatternGate(compilePatterns(["secret"]), { action }),
  });

describe("a monitored rail", () => {
  it.each([
    ["blocks", "block", "blocked"],
    ["masks", "mask", "modified"],
  ] as const)(
    "that %s incrementally changes and delays nothing, and reports what it would have done",
    async (_what, action, status) => {
      const stream = railsOf(incremental(action)).streamParts({ prompt: "hi" });
      const parts = await collect(stream);
      expect(texts(parts)).toEqual(SAID);
      expect(parts.filter(({ type }) => type === "verdict")).toMatchObject([
        { verdict: { rail: "secrets", status, enforced: false, start: 7, end: 13 } },
      ]);
      expect(await stream.outcome).toMatchObject({ status: "passed", verdicts: [{ status, enforced: false }] });
    },
  );

  it("that judges windows lets the answer end before its verdicts", async () => {
    const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
    let asked = 0;
    const slow = defineRail({
      name: "judge",
      reads: "window",
      async check(): Promise<RailDecision> {
        const isSecond = ++asked === 2;
        await answers;
        return isSecond ? { outcome: "block", reason: "no" } : { outcome: "allow" };
      },
    });
    const stream = railsOf(slow, { stream_first: false }).streamParts({ prompt: "hi" });
    const parts = await collect(stream);
    expect(texts(parts)).toEqual(SAID);
    expect(parts.at(-1)?.type).toBe("usage");
    expect(asked).toBeGreaterThan(1);
    answer();
    const { status, verdicts } = await stream.outcome;
    expect([status, verdicts.length]).toEqual(["passed", 1]);
    expect(verdicts[0]).toMatchObject({ rail: "judge", status: "blocked", enforced: false, reason: "no" });
    expect(verdicts[0]?.start).toBeGreaterThan(0);
  });

  it("reports its verdicts in text order, the first 64 individually", async () => {
    const answers: (() => void)[] = [];
    const rail = defineRail({
      name: "judge",
      reads: "window",
      check: () => new Promise<RailDecision>((give) => answers.push(() => give({ outcome: "block" }))),
    });
    const stream = monitoring([rail], { chunk_size: 3, context_size: 0 }).streamAsync({ prompt: "hi" });
    await collect(stream);
    const { outcome } = stream;
    // The last that was asked answers first.
    for (let next = answers.pop(); next !== undefined; next = answers.pop()) {
      next();
      await settle();
    }
    const { verdicts } = await outcome;
    const one = verdicts.slice(0, 64).map(({ start = -1 }) => start);
    expect(one).toEqual(one.toSorted((a, b) => a - b));
    expect(verdicts.slice(64)).toEqual([
      {
        status: "blocked",
        rail: "judge",
        railType: "output",
        code: "content_blocked",
        channel: "text",
        count: 67 - 64,
        reason: "more of the same",
        enforced: false,
      },
    ]);
  });

  it("that fails does not affect the answer", async () => {
    const broken = defineRail({
      name: "broken",
      reads: "window",
      check: () => {
        throw new Error("boom");
      },
    });
    const stream = railsOf(broken).streamAsync({ prompt: "hi" });
    expect((await collect(stream)).join("")).toBe(SAID.join(""));
    expect((await stream.outcome).verdicts[0]).toMatchObject({ code: "rail_execution_failure", enforced: false });
  });

  it("on input does not block, and is in the outcome", async () => {
    const rails = new LLMRails(
      RailsConfig.fromObject({ rails: { input: { flows: ["judge"], options: { judge: { mode: "monitor" } } } } }),
      {
        rails: [defineRail({ name: "judge", reads: "whole", check: () => ({ outcome: "block" }) })],
        llm: languageModelFromStream(() => SAID),
      },
    );
    const { outcome } = await rails.generateAsync({ prompt: "hi", options: {} });
    expect(outcome).toMatchObject({
      status: "passed",
      verdicts: [{ rail: "judge", railType: "input", enforced: false }],
    });
  });
});

describe("the connections of a monitored rail", () => {
  it("leaves the connections of a request to enforced rails", async () => {
    const waiting: string[] = [];
    const service: typeof fetch = (input) => {
      waiting.push(new URL(input instanceof Request ? input.url : input).hostname);
      return new Promise(() => {});
    };
    const asking = (name: string, host: string): Rail =>
      defineRail({
        name,
        reads: "window",
        async check(_input, context) {
          await Promise.all([1, 2].map((call) => context.fetch(`https://${host}/${call}`, { signal: context.signal })));
          return { outcome: "allow" };
        },
      });
    const once = defineRail({
      name: "enforced",
      reads: "window",
      async check(_input, context) {
        await context.fetch("https://enforced.test/");
        return { outcome: "allow" };
      },
    });
    const names = ["one", "two", "three"];
    const rails = monitoring(
      names.map((name) => asking(name, "monitored.test")),
      { ...WINDOWS, stream_first: false },
      { fetch: service, clock: new ManualClock() },
      [once],
    );
    const reader = rails.streamAsync({ prompt: "hi" }).getReader();
    void reader.read();
    for (let turn = 0; turn < 20; turn++) await settle();
    expect(waiting.filter((host) => host === "enforced.test")).toHaveLength(4);
    expect(waiting.filter((host) => host === "monitored.test")).toHaveLength(2);
    await reader.cancel();
  });

  it.each(["slow.test", "quick.test"])("that calls %s twice at once leaves connections to all others", async (host) => {
    const asked: string[] = [];
    const fetchOf: typeof fetch = (input) => {
      const { hostname } = new URL(input instanceof Request ? input.url : input);
      asked.push(hostname);
      return hostname === "slow.test" ? new Promise(() => {}) : Promise.resolve(Response.json({}));
    };
    const rail = (name: string, asks: string): Rail =>
      defineRail({
        name,
        reads: "window",
        async check(_input, { fetch: ask, signal }) {
          const both = await Promise.all([ask(`https://${asks}/1`, { signal }), ask(`https://${asks}/2`, { signal })]);
          for (const answer of both) await answer.text();
          return { outcome: "allow" };
        },
      });
    const names = Array.from({ length: 8 }, (_, index) => `monitored ${index}`);
    const options = Object.fromEntries(names.map((name) => [name, { mode: "monitor" }]));
    const rails = new LLMRails(
      RailsConfig.fromObject({ rails: { input: { flows: [...names, "enforced"], options, parallel: true } } }),
      {
        rails: [...names.map((name) => rail(name, host)), rail("enforced", "fine.test")],
        fetch: fetchOf,
        llm: languageModelFromStream(() => SAID),
      },
    );
    const stream = rails.streamAsync({ prompt: "hi" });
    expect((await collect(stream)).join("")).toBe(SAID.join(""));
    expect(asked.filter((asks) => asks === "fine.test")).toHaveLength(2);
    if (host === "slow.test") expect(asked).toHaveLength(2 + 4);
    else expect((await stream.outcome).verdicts).toEqual([]);
  });
});
