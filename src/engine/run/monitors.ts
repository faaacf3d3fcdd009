import type { Verdict } from "../../types.ts";

/** Runs of monitored rails that may be under way at once in one request. What comes while they are is not judged. */
const MAX_PENDING = 16;
/** Verdicts of monitored rails that are kept. */
const MAX_VERDICTS = 64;

/** The verdicts of monitored rails in one request, which come when they come. */
export class Monitors {
  readonly verdicts: Verdict[] = [];
  readonly #pending = new Set<Promise<void>>();

  get isPending(): boolean {
    return this.#pending.size > 0;
  }

  /** Starts a run, unless there are 16 under way: a slow judge must not pile up calls that nobody waits for. */
  readonly add = (run: () => Promise<Verdict | undefined>): void => {
    if (this.#pending.size >= MAX_PENDING) return;
    const done = run().then((told) => {
      if (told !== undefined && this.verdicts.length < MAX_VERDICTS) this.verdicts.push(told);
      this.#pending.delete(done);
    });
    this.#pending.add(done);
  };

  /** Resolves once everything that was added is told. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }
}
