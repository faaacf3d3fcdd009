interface State {
  readonly next: Map<string, number>;
  link: number;
  length: number;
}

/** Separates texts; not a word. */
const BORDER = " ";

/**
 * A suffix automaton of the words of some texts. For each word of another text it returns how many of its last words
 * occur in one of the texts in this order, in constant amortized time. Has at most two states per word.
 */
export class WordAutomaton {
  readonly #states: State[] = [{ next: new Map(), link: -1, length: 0 }];
  #last = 0;

  constructor(texts: readonly (readonly string[])[]) {
    for (const words of texts) {
      for (const word of words) this.#add(word);
      this.#add(BORDER);
    }
  }

  /** A reader of one text: for each word, how many of the last words are known in this order. */
  reader(): (word: string) => number {
    let [state, length] = [0, 0];
    return (word) => {
      while (state > 0 && !this.#at(state).next.has(word)) {
        state = this.#at(state).link;
        length = this.#at(state).length;
      }
      const next = this.#at(state).next.get(word);
      [state, length] = next === undefined ? [0, 0] : [next, length + 1];
      return length;
    };
  }

  #add(word: string): void {
    const added = this.#push({ next: new Map(), link: 0, length: this.#at(this.#last).length + 1 });
    let from = this.#last;
    for (; from >= 0 && !this.#at(from).next.has(word); from = this.#at(from).link)
      this.#at(from).next.set(word, added);
    if (from >= 0) this.#at(added).link = this.#shared(from, word);
    this.#last = added;
  }

  /** The state for a word after another state, separate from longer matches. */
  #shared(from: number, word: string): number {
    const known = this.#at(from).next.get(word) as number;
    const { next, link, length } = this.#at(known);
    if (length === this.#at(from).length + 1) return known;
    const copy = this.#push({ next: new Map(next), link, length: this.#at(from).length + 1 });
    for (let at = from; at >= 0 && this.#at(at).next.get(word) === known; at = this.#at(at).link) {
      this.#at(at).next.set(word, copy);
    }
    this.#at(known).link = copy;
    return copy;
  }

  #push(state: State): number {
    this.#states.push(state);
    return this.#states.length - 1;
  }

  #at(index: number): State {
    return this.#states[index] as State;
  }
}
