import type { Clock, Verdict } from "../../types.ts";

/** Runs of monitored rails that may wait for their turn in one request. What comes while they do is not judged. */
const MAX_PENDING = 16;
/** Milliseconds a run waits for its turn; behind a rail that hangs it is left out. */
const MAX_WAIT_MS = 10_000;
/** Verdicts of monitored rails that are kept. */
const MAX_VERDICTS = 64;

/**
 * The verdicts of monitored rails in one request, which come when they come. Their runs take turns: of the connections of
 * the request they then leave enough for the model and the checks that somebody waits for.
 */
export class Monitors {
  readonly verdicts: Verdict[] = [];
  readonly #clock: Clock;
  #pending = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isPending(): boolean {
    return this.#pending > 0;
  }

  /** Starts a run when those before it are over. It is dropped where 16 wait already, and where its turn comes too late. */
  readonly add = (run: () => Promise<Verdict | undefined>): void => {
    if (this.#pending >= MAX_PENDING) return;
    this.#pending++;
    const latest = this.#clock.now() + MAX_WAIT_MS;
    this.#last = this.#last.then(async () => {
      const told = this.#clock.now() > latest ? undefined : await run();
      if (told !== undefined && this.verdicts.length < MAX_VERDICTS) this.verdicts.push(told);
      this.#pending--;
    });
  };

  /** Resolves once everything that was added is told. */
  async settled(): Promise<void> {
    while (this.#pending > 0) await this.#last;
  }
}
