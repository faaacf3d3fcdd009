import type { LazyDfa } from "./lazy-dfa.ts";
import type { SearchPlace } from "./search-place.ts";
import { type Begun, type HandOver, Starts } from "./starts.ts";
import type { State } from "./states.ts";
import { ENTRY, FAR, kindOf, restOf } from "./table-entry.ts";
import { SIGNAL } from "../program/instructions.ts";

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
   * @param values - where values go on that begin with it.
   */
  read(charClass: number, at: number, context: State | undefined, values: readonly number[]): boolean {
    const { starts } = this;
    const dfa = this.#dfa;
    const source = dfa.refreshed(this.#state);
    const origin = context ?? source;
    const entry =
      values.length === 0 ? dfa.entryOf(source.row, charClass) : dfa.entryWith(values, source.row, charClass);
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

/** What the automaton of contexts says of a character. */
interface ContextStep {
  readonly target: State | undefined;
  readonly values: readonly number[];
}

const NO_CONTEXT: ContextStep = { target: undefined, values: [] };

/** Undefined where a word ends that rules wait for, or ceases to count. */
const contextStep = (
  contexts: LazyDfa | undefined,
  context: State | undefined,
  charClass: number,
): ContextStep | undefined => {
  if (contexts === undefined || context === undefined) return NO_CONTEXT;
  const entry = contexts.entryOf(contexts.refreshed(context).row, charClass);
  if (kindOf(entry) === ENTRY.edge) {
    const { target, values, signal } = contexts.edgeOf(entry);
    return signal === SIGNAL.none ? { target, values } : undefined;
  }
  return (entry & FAR) === 0 ? { target: contexts.at(restOf(entry)), values: [] } : undefined;
};

/** What has begun in the older of two searches that are alike from `at` on, as it has in the younger. */
const handingOver =
  (at: number, older: Starts, younger: Starts): HandOver =>
  (begun) => {
    if (begun.start >= at) return begun;
    const number = older.find(begun.start);
    return number === undefined ? undefined : { start: younger.place(number), origin: younger.origin(number) };
  };

/**
 * How the search goes on from the next start when one is given up, told without reading again all that is behind it. In a run
 * of letters each letter may begin what the one before it has begun, and gives way to it as long as both would match alike. Two
 * searches, one from the start and one from the next character on, then come to the same state in a few steps, and all they
 * find from there on differs in its starts alone. Undefined where they do not, and where something matches among these
 * characters or words are near.
 *
 * @param text - the text from `first` on.
 * @param end - up to where it was read.
 */
export const handOver = (
  place: SearchPlace,
  { start, origin }: Begun,
  text: string,
  first: number,
  end: number,
): HandOver | undefined => {
  const { dfa, contexts } = place;
  if (place.isNearBehind(start)) return undefined;
  let context = contexts?.withoutThreads(origin);
  const older = new Run(dfa, origin.threads.before);
  let younger: Run | undefined;
  for (let steps = 0, at = start; steps < MAX_COMPARED && at < end; steps++) {
    const code = text.codePointAt(at - first) as number;
    const charClass = dfa.code.classes.of(code);
    const step = contextStep(contexts, context, charClass);
    if (step === undefined || !older.read(charClass, at, context, step.values)) return undefined;
    if (younger?.read(charClass, at, context, step.values) === false) return undefined;
    context = step.target;
    at += code > 0xffff ? 2 : 1;
    younger ??= new Run(dfa, charClass);
    if (older.isLike(younger)) return handingOver(at, older.starts, younger.starts);
  }
  return undefined;
};
