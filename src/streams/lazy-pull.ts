import { through } from "./fused-pull.ts";
import type { Pull, Stage } from "./stage.ts";

export interface LazySource<T> {
  /** Called once, at the first pull. */
  start(): Promise<Pull<T>>;
  /** Called first when the pull is cancelled: stops a start that is in progress. */
  abort(reason: unknown): void;
}

const NOTHING: Pull<never> = { pull: () => Promise.resolve(undefined), cancel: () => Promise.resolve() };

/**
 * A pull that is created at the first read. Stages that join before that become part of the chain of the created pull.
 */
export class LazyPull<T> implements Pull<T> {
  readonly #source: LazySource<T>;
  readonly #stages: Stage<unknown, unknown>[] = [];
  #started: Promise<Pull<unknown>> | undefined;
  #pull: Pull<unknown> | undefined;

  constructor(source: LazySource<T>) {
    this.#source = source;
  }

  join(stages: readonly Stage<unknown, unknown>[]): this {
    this.#stages.push(...stages);
    return this;
  }

  pull(): Promise<readonly T[] | undefined> {
    return (this.#pull?.pull() ?? this.#first()) as Promise<readonly T[] | undefined>;
  }

  async cancel(reason?: unknown): Promise<void> {
    this.#source.abort(reason);
    this.#started ??= Promise.resolve(through(NOTHING, this.#stages));
    const pull = await this.#started.catch(() => undefined);
    await pull?.cancel(reason);
  }

  async #first(): Promise<readonly unknown[] | undefined> {
    this.#started ??= this.#source.start().then((source) => through(source, this.#stages));
    this.#pull = await this.#started;
    return this.#pull.pull();
  }
}
