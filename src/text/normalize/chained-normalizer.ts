import type { Normalizer } from "./normalizer.ts";

/** Applies a second normalizer to the output of a first. */
export class ChainedNormalizer implements Normalizer {
  readonly #first: Normalizer;
  readonly #second: Normalizer;

  constructor(first: Normalizer, second: Normalizer) {
    this.#first = first;
    this.#second = second;
  }

  get length(): number {
    return this.#second.length;
  }

  get position(): number {
    const { position } = this.#second;
    return position === this.#first.length ? this.#first.position : this.#first.startOf(position);
  }

  get overflow(): number | undefined {
    const { overflow } = this.#second;
    return this.#first.overflow ?? (overflow === undefined ? undefined : this.#first.endOf(overflow - 1));
  }

  feed(text: string): string {
    return this.#second.feed(this.#first.feed(text));
  }

  end(): string {
    return this.#second.feed(this.#first.end()) + this.#second.end();
  }

  startOf(unit: number): number {
    return unit < this.length ? this.#first.startOf(this.#second.startOf(unit)) : this.position;
  }

  endOf(unit: number): number {
    return unit < this.length ? this.#first.endOf(this.#second.endOf(unit) - 1) : this.position;
  }

  reachOf(unit: number): number | undefined {
    const reach = this.#second.reachOf(unit);
    return reach === undefined ? undefined : this.#first.reachOf(reach - 1);
  }

  forget(unit: number): void {
    this.#second.forget(unit);
    this.#first.forget(this.#second.startOf(unit));
  }
}
