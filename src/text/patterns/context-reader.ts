import { ENTRY, kindOf, type LazyDfa, restOf, type State } from "./lazy-dfa.ts";

/** Follows the contexts of a program beside its matches, one character after the other. */
export class ContextReader {
  readonly #dfa: LazyDfa;
  #state: State;
  #row: number;
  /** The row before the last character, and the state there if its row may not count any more. */
  #rowBefore = 0;
  #stateBefore: State | undefined;

  constructor(dfa: LazyDfa) {
    this.#dfa = dfa;
    this.#state = dfa.start;
    this.#row = this.#state.row;
  }

  /** Where contexts stood before the last character that was read. */
  get before(): State {
    return this.#stateBefore ?? this.#dfa.at(this.#rowBefore);
  }

  /** Between `resume` and `pause` no other stream may read. */
  resume(): void {
    this.#row = this.#dfa.refreshed(this.#state).row;
  }

  pause(): void {
    this.#state = this.#dfa.at(this.#row);
  }

  /** Goes on from a state. */
  enter(state: State): void {
    this.#state = state;
    this.resume();
  }

  /** Reads a character. Returns where the values go on that begin with it. */
  read(charClass: number): readonly number[] {
    const dfa = this.#dfa;
    this.#rowBefore = this.#row;
    this.#stateBefore = undefined;
    let entry = dfa.entry(this.#row, charClass);
    if (entry < 0) {
      this.#stateBefore = dfa.at(this.#row);
      entry = dfa.make(this.#row, charClass);
    }
    if (kindOf(entry) !== ENTRY.edge) {
      this.#row = restOf(entry);
      return NO_VALUES;
    }
    const { target, values } = dfa.edgeOf(entry);
    this.#row = target.row;
    return values;
  }
}

export const NO_VALUES: readonly number[] = [];
