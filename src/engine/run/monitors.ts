import { Fifo } from "../../streams/fifo.ts";
import type { Clock, RailType, Verdict } from "../../types.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { GenerationLog } from "../log/generation-log.ts";

/** Runs that may wait for their turn in one request. What comes while they do is not judged. */
const MAX_WAITING = 64;
/** Milliseconds a run waits for its turn; behind rails that hang it is left out. */
const MAX_WAIT_MS = 10_000;
/** Verdicts that are kept one by one. Those behind them are counted by rail. */
const MAX_VERDICTS = 64;

/** A monitored rail about one window. */
export interface MonitoredRun {
  readonly rail: string;
  readonly railType: RailType;
  /** Resolves to what the rail would have done, or undefined for nothing. What it rejects is not judged. */
  readonly run: () => Promise<Verdict | undefined>;
}

interface Waiting extends MonitoredRun {
  /** Its place in the order in which all were added. */
  readonly place: number;
  readonly latest: number;
}

/**
 * The monitored rails of one request. Nobody waits for them, so they leave out what they cannot keep up with, and say so:
 * a few run at once, those behind them wait for their turn, and their verdicts come when they come.
 */
export class Monitors {
  readonly #clock: Clock;
  readonly #atOnce: number;
  readonly #log: GenerationLog;
  readonly #waiting = new Fifo<Waiting>();
  readonly #told: { readonly place: number; readonly verdict: Verdict }[] = [];
  readonly #counted = new Map<string, Verdict & { readonly count: number }>();
  readonly #whenSettled: (() => void)[] = [];
  #added = 0;
  #running = 0;

  constructor({ clock, monitoredAtOnce }: Pick<EngineParts, "clock" | "monitoredAtOnce">, log: GenerationLog) {
    this.#clock = clock;
    this.#atOnce = monitoredAtOnce;
    this.#log = log;
  }

  /** What they would have done, in the order of what it is about; then what was only counted, by rail. */
  get verdicts(): readonly Verdict[] {
    const told = this.#told.toSorted((a, b) => a.place - b.place).map(({ verdict }) => verdict);
    return [...told, ...this.#counted.values()];
  }

  /** Starts a run when it is its turn. It is left out where 64 wait already, and where its turn comes too late. */
  readonly add = (run: MonitoredRun): void => {
    if (this.#waiting.size >= MAX_WAITING) return this.#leaveOut(run);
    this.#waiting.push({ ...run, place: this.#added++, latest: this.#clock.now() + MAX_WAIT_MS });
    this.#fill();
  };

  /** Calls once everything that was added is told or left out: at once where that is so already. */
  whenSettled(call: () => void): void {
    if (this.#running === 0) call();
    else this.#whenSettled.push(call);
  }

  #fill(): void {
    while (this.#running < this.#atOnce) {
      const next = this.#waiting.take();
      if (next === undefined) break;
      if (this.#clock.now() > next.latest) this.#leaveOut(next);
      else void this.#run(next);
    }
    if (this.#running === 0) for (const call of this.#whenSettled.splice(0)) call();
  }

  #leaveOut({ rail, railType }: MonitoredRun): void {
    this.#log.leftOut(railType, rail);
  }

  async #run(waiting: Waiting): Promise<void> {
    this.#running++;
    try {
      // The part that made the window leaves first.
      const verdict = await Promise.resolve().then(waiting.run);
      if (verdict !== undefined) this.#keep(waiting.place, verdict);
    } catch {
      this.#leaveOut(waiting);
    }
    this.#running--;
    this.#fill();
  }

  #keep(place: number, verdict: Verdict): void {
    if (this.#told.length < MAX_VERDICTS) {
      this.#told.push({ place, verdict });
      return;
    }
    const { status, rail, railType, code, channel } = verdict;
    const key = `${railType} ${rail} ${code}`;
    const count = (this.#counted.get(key)?.count ?? 0) + 1;
    const reason = "more of the same";
    this.#counted.set(key, { status, rail, railType, code, channel, count, reason, enforced: false });
  }
}
