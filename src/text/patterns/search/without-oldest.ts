import { Starts } from "./starts.ts";
import type { LazyDfa } from "./lazy-dfa.ts";
import type { SearchPlace } from "./search-place.ts";
import type { State } from "./states.ts";
import { ENTRY, FAR, kindOf, restOf } from "./table-entry.ts";

/** After so many characters two searches are held to differ: they do so for good, or are alike after two or three. */
const MAX_COMPARED = 16;

/** One of two searches that are compared: where it stands, and what is under way in it. */
class Run {
  readonly starts: Starts = new Starts();
  readonly #dfa: LazyDfa;
  #state: State;

  constructor(dfa: LazyDfa, before: number) {
    this.#dfa = dfa;
    this.#state = dfa.idle(before);
  }

  /**
   * Reads a character. Returns false where something matches.
   *
   * @param context - where the automaton of contexts stands before it, if there is one.
   */
  read(charClass: number, at: number, context: State | undefined): boolean {
    const { starts } = this;
    const dfa = this.#dfa;
    const source = dfa.refreshed(this.#state);
    const origin = context ?? source;
    const entry = dfa.entryOf(source.row, charClass);
    if (kindOf(entry) !== ENTRY.edge) {
      starts.follow(entry, at, origin);
      this.#state = dfa.at(restOf(entry));
      return true;
    }
    const { target, survivors, ended, completed } = dfa.edgeOf(entry);
    if (ended !== undefined || completed !== undefined) return false;
    starts.add(at, origin);
    starts.keep(survivors);
    this.#state = target;
    return true;
  }

  isLike(other: Run): boolean {
    return this.#dfa.refreshed(this.#state) === this.#dfa.refreshed(other.#state);
  }
}

/** Where the automaton of contexts stands behind a character; undefined where it says more than that. */
const contextBehind = (contexts: LazyDfa, context: State, charClass: number): State | undefined => {
  const entry = contexts.entryOf(contexts.refreshed(context).row, charClass);
  return kindOf(entry) === ENTRY.row && (entry & FAR) === 0 ? contexts.at(restOf(entry)) : undefined;
};

/**
 * What is under way in a search that has read on from where two are alike, as it would be had it been the other.
 * Undefined if it has come another way.
 *
 * @param at - where they are alike.
 */
const handedOn = (starts: Starts, older: Starts, younger: Starts, at: number): Starts | undefined => {
  const left = new Starts();
  for (let number = 0; number < starts.count; number++) {
    const place = starts.place(number);
    if (place >= at) left.add(place, starts.origin(number));
    else if (older.place(number) === place) left.add(younger.place(number), younger.origin(number));
    else return undefined;
  }
  return left;
};

/**
 * What would be under way at a place had nothing begun at the oldest start, where that can be told without reading again all that
 * is behind it; otherwise undefined. In a run of letters each letter may begin what the one before it has begun, and gives
 * way to it as long as both would match alike. Two searches, one from the oldest start and one from the next character, then
 * come to the same state in a few steps, and from there on differ in their starts alone.
 *
 * @param text - the text from `first` on.
 * @param end - up to where it was read; nothing matched from the oldest start on.
 */
export const withoutOldest = (
  place: SearchPlace,
  starts: Starts,
  text: string,
  first: number,
  end: number,
): Starts | undefined => {
  const { dfa, contexts } = place;
  if (place.isNearBehind(starts.oldest)) return undefined;
  let context = contexts?.withoutThreads(starts.origin(0));
  const older = new Run(dfa, starts.origin(0).threads.before);
  let younger: Run | undefined;
  for (let steps = 0, at = starts.oldest; steps < MAX_COMPARED && at < end; steps++) {
    const code = text.codePointAt(at - first) as number;
    const charClass = dfa.code.classes.of(code);
    if (!older.read(charClass, at, context) || younger?.read(charClass, at, context) === false) return undefined;
    if (contexts !== undefined && context !== undefined) {
      context = contextBehind(contexts, context, charClass);
      if (context === undefined) return undefined;
    }
    at += code > 0xffff ? 2 : 1;
    younger ??= new Run(dfa, charClass);
    if (older.isLike(younger)) return handedOn(starts, older.starts, younger.starts, at);
  }
  return undefined;
};
