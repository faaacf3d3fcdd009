import { SIGNAL } from "../program/instructions.ts";
import type { CallText } from "./call-text.ts";
import type { LazyDfa } from "./lazy-dfa.ts";
import type { SearchCursor } from "./search-cursor.ts";
import { type MatchStart, type StartTranslation, Starts } from "./starts.ts";
import type { State } from "./states.ts";
import { ENTRY, FAR, kindOf, restOf } from "./table-entry.ts";

/**
 * After this many characters two searches are considered different. They usually converge within two or three
 * characters, or never.
 */
const MAX_COMPARED = 16;

/** One of two searches that are compared: its state, and the matches in progress. */
class Run {
  readonly starts: Starts = new Starts();
  readonly #dfa: LazyDfa;
  #state: State;

  constructor(dfa: LazyDfa, before: number) {
    this.#dfa = dfa;
    this.#state = dfa.idle(before);
  }

  /**
   * Reads a character. Returns false if something matches.
   *
   * @param context - the state of the context automaton before the character, if there is one.
   * @param values - addresses where values that start with the character continue.
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

  isEquivalentTo(other: Run): boolean {
    return this.#dfa.refreshed(this.#state) === this.#dfa.refreshed(other.#state);
  }
}

/** The result of a character in the context automaton. */
interface ContextStep {
  readonly target: State | undefined;
  readonly values: readonly number[];
}

const NO_CONTEXT: ContextStep = { target: undefined, values: [] };

/** Undefined if a word of `near` ends here, or such words cease to count. */
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

/** Translates starts of the older of two searches, which behave alike from `at` on, to the younger one. */
const translationBetween =
  (at: number, older: Starts, younger: Starts): StartTranslation =>
  (begun) => {
    if (begun.start >= at) return begun;
    const number = older.find(begun.start);
    return number === undefined ? undefined : younger.at(number);
  };

/**
 * Determines how the search continues from the next start when one is given up, without reading the text after it
 * again. In a run of letters, each letter may start the same possible match as the one before. A search from the start
 * and one from the next character then usually reach the same state within a few steps, and differ only in their starts
 * from there on. Undefined if they do not converge, if something matches within these characters, or if words of `near`
 * are close.
 */
export const nextStartTranslation = (
  cursor: SearchCursor,
  { start, origin }: MatchStart,
  read: CallText,
): StartTranslation | undefined => {
  const { dfa, contexts } = cursor;
  if (cursor.isNearAfter(start)) return undefined;
  const [text, first] = [read.joinHeld(), read.origin];
  let context = contexts?.withoutThreads(origin);
  const older = new Run(dfa, origin.threads.before);
  let younger: Run | undefined;
  for (let steps = 0, at = start; steps < MAX_COMPARED && at < cursor.position; steps++) {
    const code = text.codePointAt(at - first) as number;
    const charClass = dfa.code.classes.of(code);
    const step = contextStep(contexts, context, charClass);
    if (step === undefined || !older.read(charClass, at, context, step.values)) return undefined;
    if (younger?.read(charClass, at, context, step.values) === false) return undefined;
    context = step.target;
    at += code > 0xffff ? 2 : 1;
    younger ??= new Run(dfa, charClass);
    if (older.isEquivalentTo(younger)) return translationBetween(at, older.starts, younger.starts);
  }
  return undefined;
};
