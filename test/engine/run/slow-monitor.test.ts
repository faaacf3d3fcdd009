import { describe, expect, it } from "vitest";
import { requestLine } from "../../../src/cli/server/server-log.ts";
import { defineRail } from "../../../src/node/index.ts";
import type { RailDecision } from "../../../src/rails/rail.ts";
import { createApp } from "../../../src/server/app.ts";
import type { GatewayEvent } from "../../../src/server/request-record.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { chat } from "../../server/gateway.ts";
import { ManualClock } from "../../support/engine.ts";
import { configOf, MANY, monitoring, texts, WINDOWS } from "./monitoring.ts";

/** A rail that says nothing until it is told what. */
const held = (name: string) => {
  const { promise, resolve: answer } = Promise.withResolvers<RailDecision>();
  let asked = 0;
  const rail = defineRail({
    name,
    reads: "window",
    check() {
      asked++;
      return promise;
    },
  });
  return { rail, answer, asked: () => asked };
};

describe("a slow monitored rail", () => {
  it("that cannot keep up checks a few windows at once, and reports the skipped ones", async () => {
    const { rail, answer, asked } = held("stuck");
    const rails = monitoring([rail], WINDOWS);
    const stream = rails.streamParts({ prompt: "hi", options: { log: { activated_rails: true } } });
    expect(texts(await collect(stream)).join("")).toBe(MANY.join(""));
    expect(asked()).toBe(4);
    answer({ outcome: "allow" });
    expect(await stream.outcome).toEqual({
      status: "passed",
      verdicts: [],
      notJudged: [{ rail: "stuck", railType: "output", windows: 200 - 4 - 64 }],
    });
    expect(asked()).toBe(4 + 64);
    const log = await stream.log;
    expect(log.activated_rails?.find(({ name }) => name === "stuck")?.additional_info).toEqual({
      windows_not_judged: 132,
    });
    const written: string[] = [];
    log.printSummary((line) => void written.push(line));
    expect(written.join("")).toContain("132 windows not judged");
  });

  it("that cannot keep up is reported to the operator of a gateway, and not to its client", async () => {
    const { rail, answer } = held("stuck");
    const events: GatewayEvent[] = [];
    const app = createApp({
      configs: { live: configOf([rail], WINDOWS, []) },
      rails: [rail],
      onEvent: (event) => void events.push(event),
    });
    const said = await (await chat(app, { stream: true })).text();
    expect(said).not.toMatch(/stuck|judged/i);
    answer({ outcome: "allow" });
    await expect.poll(() => events.length).toBe(1);
    expect(events.map(requestLine).join("")).toContain(' not-judged="stuck":132 ');
  });

  it.each([true, false])(
    "that is slow does not delay a client of a gateway, streamed: %s, and keeps a Worker running",
    async (stream) => {
      const { rail, answer } = held("stuck");
      const events: GatewayEvent[] = [];
      const works: Promise<unknown>[] = [];
      const app = createApp({
        configs: { live: configOf([rail], { chunk_size: 500, context_size: 0 }, []) },
        rails: [rail],
        onEvent: (event) => void events.push(event),
        waitUntil: (work) => void works.push(work),
      });
      expect(await (await chat(app, { stream })).text()).toContain("word");
      expect([events.length, works.length]).toEqual([0, 1]);
      answer({ outcome: "block" });
      await works[0];
      expect(events).toMatchObject([{ outcome: { status: "passed", verdicts: [{ rail: "stuck", enforced: false }] } }]);
    },
  );

  it("that is slow does not delay generateAsync", async () => {
    const { rail } = held("stuck");
    expect(await monitoring([rail], WINDOWS).generateAsync({ prompt: "hi" })).toBe(MANY.join(""));
  });

  it("that keeps up reports no skipped windows", async () => {
    const rail = defineRail({ name: "quick", reads: "window", check: () => ({ outcome: "allow" }) });
    const outcome = await monitoring([rail], { chunk_size: 40, context_size: 0 }).streamAsync({ prompt: "hi" }).outcome;
    expect(outcome).toEqual({ status: "passed", verdicts: [] });
  });

  it("that hangs is not called for windows that have waited for more than ten seconds", async () => {
    const clock = new ManualClock();
    const { rail, answer, asked } = held("stuck");
    const stream = monitoring([rail], { chunk_size: 20, context_size: 0 }, { clock }).streamAsync({ prompt: "hi" });
    await collect(stream);
    clock.advance(9_000);
    answer({ outcome: "allow" });
    expect((await stream.outcome).notJudged).toBeUndefined();
    expect(asked()).toBe(10);
    const late = monitoring([held("hung").rail], { chunk_size: 20, context_size: 0 }, { clock });
    const hung = late.streamAsync({ prompt: "hi" });
    await collect(hung);
    clock.advance(10_001);
    const { verdicts, notJudged } = await hung.outcome;
    expect(verdicts.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => "rail_execution_failure"));
    expect(notJudged).toEqual([{ rail: "hung", railType: "output", windows: 6 }]);
  });
});
