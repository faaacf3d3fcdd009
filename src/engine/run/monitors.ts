import { Fifo } from "../../streams/fifo.ts";
import type { Clock } from "../../types/clock.ts";
import type { RailType, Verdict } from "../../types/verdict.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationLog } from "../log/generation-log.ts";

/** Length of a request's queue. Windows that arrive while it is full are not judged. */
const MAX_WAITING = 64;
/** Milliseconds a run may wait in the queue before it is skipped, for instance behind rails that hang. */
const MAX_WAIT_MS = 10_000;
/** Verdicts that are kept individually. Further ones only count, per rail. */
const MAX_VERDICTS = 64;

/** One window to be checked by a monitored rail. */
export interface MonitoredRun {
  readonly rail: string;
  readonly railType: RailType;
  /** Resolves to the verdict, or undefined where the rail allows. A rejection counts as not judged. */
  readonly run: () => Promise<Verdict | undefined>;
}

interface Waiting extends MonitoredRun {
  /** Position in the order of arrival. */
  readonly place: number;
  /** When the run is skipped if it has not started. */
  readonly deadline: number;
}

/**
 * Runs the monitored rails of one request: a few at a time, the rest in a queue. The answer does not wait for them, so
 * a rail that cannot keep up skips windows, and the log counts how many.
 */
export class Monitors {
  readonly #clock: Clock;
  readonly #atOnce: number;
  readonly #log: GenerationLog;
  readonly #waiting = new Fifo<Waiting>();
  readonly #verdicts: { readonly place: number; readonly verdict: Verdict }[] = [];
  readonly #counted = new Map<string, Verdict & { readonly count: number }>();
  readonly #whenSettled: (() => void)[] = [];
  #added = 0;
  #running = 0;

  constructor({ clock, monitoredAtOnce }: Pick<EngineParts, "clock" | "monitoredAtOnce">, log: GenerationLog) {
    this.#clock = clock;
    this.#atOnce = monitoredAtOnce;
    this.#log = log;
  }

  /** Individual verdicts in the order of their windows, then one counted verdict per rail. */
  get verdicts(): readonly Verdict[] {
    const individual = this.#verdicts.toSorted((a, b) => a.place - b.place).map(({ verdict }) => verdict);
    return [...individual, ...this.#counted.values()];
  }

  /** Queues a run. It is skipped if the queue is full, or if it cannot start in time. */
  readonly add = (run: MonitoredRun): void => {
    if (this.#waiting.size >= MAX_WAITING) return this.#skip(run);
    this.#waiting.push({ ...run, place: this.#added++, deadline: this.#clock.now() + MAX_WAIT_MS });
    this.#fill();
  };

  /** Calls back once every queued run is finished or skipped; immediately if none is left. */
  whenSettled(call: () => void): void {
    if (this.#running === 0) call();
    else this.#whenSettled.push(call);
  }

  #fill(): void {
    while (this.#running < this.#atOnce) {
      const next = this.#waiting.take();
      if (next === undefined) break;
      if (this.#clock.now() > next.deadline) this.#skip(next);
      else void this.#run(next);
    }
    if (this.#running === 0) for (const call of this.#whenSettled.splice(0)) call();
  }

  #skip({ rail, railType }: MonitoredRun): void {
    this.#log.skipped(railType, rail);
  }

  async #run(waiting: Waiting): Promise<void> {
    this.#running++;
    try {
      // Let the part that completed the window leave first.
      const verdict = await Promise.resolve().then(waiting.run);
      if (verdict !== undefined) this.#keep(waiting.place, verdict);
    } catch {
      this.#skip(waiting);
    }
    this.#running--;
    this.#fill();
  }

  #keep(place: number, verdict: Verdict): void {
    if (this.#verdicts.length < MAX_VERDICTS) {
      this.#verdicts.push({ place, verdict });
      return;
    }
    const { status, rail, railType, code, channel } = verdict;
    const key = `${railType} ${rail} ${code}`;
    const count = (this.#counted.get(key)?.count ?? 0) + 1;
    const reason = "more of the same";
    this.#counted.set(key, { status, rail, railType, code, channel, count, reason, enforced: false });
  }
}
