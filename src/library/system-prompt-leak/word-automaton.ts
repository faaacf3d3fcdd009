interface State {
  readonly next: Map<string, number>;
  link: number;
  length: number;
}

/** Stands between texts, and is no word. */
const BORDER = " ";

/**
 * Knows every row of words of some texts (a suffix automaton): of a text that is read word by word it says, in constant time
 * a word on average, how many of its last words stand in one of the texts in this order. At most two states a word.
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

  /** A new reading of a text. Its result for each word: how many of the last words are known in this order. */
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

  /** The state of what ends with a word behind one state, apart from what is longer. */
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
