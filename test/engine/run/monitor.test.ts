import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { defineRail, LLMRails, RailsConfig } from "../../../src/node/index.ts";
import type { Rail, RailDecision } from "../../../src/rails/rail.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { StreamPart } from "../../../src/types.ts";

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

const texts = (parts: readonly StreamPart[]): readonly string[] =>
  parts.flatMap((part) => (part.type === "text-delta" ? [part.text] : []));

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
    "that %s as it reads changes no byte and delays none, and says what it would have done",
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

  it("that judges windows lets the answer end before its verdicts are in", async () => {
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
    expect(asked).toBe(1);
    answer();
    const { status, verdicts } = await stream.outcome;
    expect([status, verdicts.length]).toEqual(["passed", 1]);
    expect(verdicts[0]).toMatchObject({ rail: "judge", status: "blocked", enforced: false, reason: "no" });
    expect(verdicts[0]?.start).toBeGreaterThan(0);
  });

  it("that is slow is asked about one window after the other, and 16 wait for it", async () => {
    const { promise: answers, resolve: answer } = Promise.withResolvers<void>();
    let asked = 0;
    const stuck = defineRail({
      name: "stuck",
      reads: "window",
      async check(): Promise<RailDecision> {
        asked++;
        await answers;
        return { outcome: "allow" };
      },
    });
    const rails = new LLMRails(
      RailsConfig.fromObject({
        rails: {
          output: {
            flows: ["stuck"],
            options: { stuck: { mode: "monitor" } },
            streaming: { enabled: true, chunk_size: 1, context_size: 0 },
          },
        },
      }),
      { rails: [stuck], llm: languageModelFromStream(() => Array.from({ length: 200 }, () => "word ")) },
    );
    const stream = rails.streamParts({ prompt: "hi" });
    await collect(stream);
    expect(asked).toBe(1);
    answer();
    await stream.outcome;
    expect(asked).toBe(16);
  });

  it.each(["slow.test", "quick.test"])("that asks %s twice at once leaves connections to all others", async (host) => {
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
    if (host === "slow.test") expect(asked).toHaveLength(4);
    else expect((await stream.outcome).verdicts).toEqual([]);
  });

  it("that fails stops nothing", async () => {
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

  it("on input blocks nothing and is told in the outcome", async () => {
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
