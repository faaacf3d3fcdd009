import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GenerationLog } from "../../../src/engine/log/generation-log.ts";
import { Monitors } from "../../../src/engine/run/monitors.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { ManualClock } from "../../support/engine.ts";

const AT_ONCE = 3;

type Ending = "verdict" | "nothing" | "rejects" | "throws";
const endings = fc.constantFrom<Ending>("verdict", "nothing", "rejects", "throws");

const verdictAt = (start: number): Verdict => ({
  status: "blocked",
  rail: "judge",
  railType: "output",
  code: "content_blocked",
  channel: "text",
  start,
  end: start + 1,
  enforced: false,
});

/** Monitored runs with given outcomes, in text order, and their reports. */
class Played {
  readonly log: GenerationLog;
  readonly monitors: Monitors;
  readonly asked: number[] = [];
  readonly whenSettled: number[] = [];
  running = 0;
  most = 0;
  readonly #scheduler: fc.Scheduler;

  constructor(scheduler: fc.Scheduler) {
    const clock = new ManualClock();
    this.#scheduler = scheduler;
    this.log = new GenerationLog(clock);
    this.monitors = new Monitors({ clock, monitoredAtOnce: AT_ONCE }, this.log);
  }

  /** Adds the runs, and sometimes waits until all are settled, in an order chosen by the scheduler. */
  async play(runs: readonly Ending[]): Promise<void> {
    const adds = runs.map((ending, place) => async () => this.#add(ending, place));
    this.#scheduler.scheduleSequence(adds.map((builder, place) => ({ label: `add ${place}`, builder })));
    const asks = this.#scheduler.schedule(Promise.resolve(), "ask");
    void asks.then(() => this.monitors.whenSettled(() => this.whenSettled.push(this.running)));
    await this.#scheduler.waitIdle();
  }

  #add(ending: Ending, place: number): void {
    const run = (): Promise<Verdict | undefined> => {
      this.asked.push(place);
      if (ending === "throws") throw new Error("It broke at once");
      return this.#run(ending, place);
    };
    this.monitors.add({ rail: "judge", railType: "output", run });
  }

  async #run(ending: Ending, place: number): Promise<Verdict | undefined> {
    this.most = Math.max(this.most, ++this.running);
    await this.#scheduler.schedule(Promise.resolve(), `run ${place}`);
    this.running--;
    if (ending === "rejects") throw new Error("It broke");
    return ending === "verdict" ? verdictAt(place) : undefined;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((before, number) => before + number, 0);

describe("Monitors", () => {
  it("run or skip every check, in order and a few at once, however runs end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(endings, { maxLength: 90 }), fc.scheduler(), async (runs, scheduler) => {
        const played = new Played(scheduler);
        await played.play(runs);
        const { asked, monitors, log } = played;
        expect([played.running, played.whenSettled]).toEqual([0, [0]]);
        expect(played.most).toBeLessThanOrEqual(AT_ONCE);
        expect(asked).toEqual(asked.toSorted((a, b) => a - b));
        const failed = asked.filter((place) => runs[place] === "rejects" || runs[place] === "throws");
        expect(sum(log.notJudged.map(({ windows }) => windows))).toBe(runs.length - asked.length + failed.length);
        const told = asked.filter((place) => runs[place] === "verdict");
        const starts = monitors.verdicts.flatMap(({ start }) => (start === undefined ? [] : [start]));
        expect(starts).toEqual(told.filter((place) => starts.includes(place)));
        expect(starts.length + sum(monitors.verdicts.map(({ count = 0 }) => count))).toBe(told.length);
      }),
      { numRuns: 300 },
    );
  });
});
