import { LimitError } from "../../errors.ts";
import type { Pull } from "../../streams/stage.ts";

type State = { readonly name: "open" | "ended" | "cancelled" } | { readonly name: "failed"; readonly error: unknown };

/** A bounded queue between a producer that cannot wait and one reader. */
export class TextQueue implements Pull<string> {
  readonly #bound: number;
  #pieces: string[] = [];
  #state: State = { name: "open" };
  #wakeReader: (() => void) | undefined;
  #wakeWriters: (() => void)[] = [];

  /** @param bound pieces that may wait for the reader. */
  constructor(bound: number) {
    this.#bound = bound;
  }

  get state(): State["name"] {
    return this.#state.name;
  }

  /** @throws LimitError if the queue is full. The reader gets the same error after the queued pieces. */
  push(piece: string): void {
    if (this.#state.name !== "open" || piece === "") return;
    if (this.#pieces.length >= this.#bound) throw this.#overflow();
    this.#pieces.push(piece);
    this.#wake();
  }

  end(): void {
    this.#settle({ name: "ended" });
  }

  fail(error: unknown): void {
    this.#settle({ name: "failed", error });
  }

  async pull(): Promise<readonly string[] | undefined> {
    if (this.#wakeReader !== undefined) throw new TypeError("Cannot read: another reader is waiting for this text");
    if (this.#pieces.length === 0 && this.#state.name === "open") await this.#nextChange();
    if (this.#pieces.length > 0) return this.#pieces.splice(0);
    if (this.#state.name === "failed") throw this.#state.error;
    return undefined;
  }

  cancel(): Promise<void> {
    this.#pieces = [];
    this.#settle({ name: "cancelled" });
    return Promise.resolve();
  }

  /** Resolves to true once the reader waits for text, to false once no more text is needed. */
  async wanted(): Promise<boolean> {
    while (this.#state.name === "open" && this.#wakeReader === undefined) {
      await new Promise<void>((resolve) => this.#wakeWriters.push(resolve));
    }
    return this.#state.name === "open";
  }

  #nextChange(): Promise<void> {
    const changed = new Promise<void>((resolve) => (this.#wakeReader = resolve));
    this.#releaseWriters();
    return changed;
  }

  #settle(state: State): void {
    if (this.#state.name !== "open") return;
    this.#state = state;
    this.#wake();
    this.#releaseWriters();
  }

  #wake(): void {
    this.#wakeReader?.();
    this.#wakeReader = undefined;
  }

  #releaseWriters(): void {
    for (const resolve of this.#wakeWriters.splice(0)) resolve();
  }

  #overflow(): LimitError {
    const error = new LimitError(
      `Cannot queue more text: ${this.#bound} pieces wait for a reader; read the streamer while the model generates, or raise "maxQueued"`,
    );
    this.fail(error);
    return error;
  }
}
