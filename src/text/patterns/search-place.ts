import { type LazyDfa, MAX_COLUMNS, type State } from "./lazy-dfa.ts";
import { beginsAt, ENTRY, EXCEPTIONAL, kindOf, oldestOf, restOf } from "./table-entry.ts";
import { NEAR_LENGTH, NearWords } from "./near-words.ts";
import { SIGNAL } from "./instructions.ts";
import type { SearchProgram } from "./search-options.ts";
import type { Starts } from "./starts.ts";
import { wholeCodePoint } from "./whole-characters.ts";

/** Where a search stands: in the automaton of its matches, in that of their contexts, and near which words. */
export class SearchPlace {
  readonly dfa: LazyDfa;
  readonly contexts: LazyDfa | undefined;
  state: State;
  context: State | undefined;
  /** Up to where rules may begin that wait for a word near them; 0 when there was none. */
  alertUntil = 0;
  /** Whether a match is found that a later start makes certain. */
  hasMatch = false;
  #near: NearWords | undefined;
  readonly #maxLength: number;
  readonly #nearLength: number;

  /** @param maxLength - code units that may lie behind the oldest start. */
  constructor({ dfa, contexts, nearLength = NEAR_LENGTH }: SearchProgram, maxLength: number) {
    this.#maxLength = maxLength;
    this.#nearLength = nearLength;
    this.dfa = dfa;
    this.contexts = contexts;
    this.state = dfa.start;
    this.context = contexts?.start;
  }

  /** What a search that goes back needs to know of the place. */
  get origin(): State {
    return this.context ?? this.state;
  }

  /** States as they count now, since another stream may have made the tables forget; and with the words that are near now. */
  refresh(position: number): void {
    this.state = this.dfa.refreshed(this.state);
    if (this.context === undefined || this.contexts === undefined) return;
    this.context = this.contexts.refreshed(this.context);
    if (this.#near !== undefined) this.state = this.dfa.alert(this.state, position < this.alertUntil);
  }

  /**
   * Reads on from an offset as long as the tables know where to, and keeps the starts up to date. Returns where it stopped: at
   * the end, where the oldest start is too far back, or, as `~offset`, before a character that takes more than that.
   * All that an ordinary character asks is written out here, since calls would cost as much again.
   *
   * @param origin - offset of the text.
   */
  read(text: string, origin: number, from: number, end: number, starts: Starts): number {
    const { dfa, contexts, hasMatch } = this;
    const maxLength = this.#maxLength;
    const { table } = dfa;
    const { classes } = dfa.code;
    const { ascii } = classes;
    const contextTable = contexts === undefined ? NO_CONTEXTS : contexts.table;
    const columns = contexts === undefined ? dfa.columns : Math.min(dfa.columns, contexts.columns);
    let { row } = this.state;
    let contextRow = this.context === undefined ? 0 : this.context.row;
    let stop = Math.min(end, starts.oldest + maxLength + 1) - origin;
    let at = from - origin;
    while (at < stop) {
      const unit = text.charCodeAt(at);
      const code = unit < 128 ? unit : (text.codePointAt(at) as number);
      const charClass = unit < 128 ? (ascii[unit] as number) : classes.of(code);
      const isCommon = charClass < columns;
      const entry = isCommon && row < table.length ? (table[row + charClass] as number) : dfa.known(row, charClass);
      const context =
        isCommon && contextRow < contextTable.length
          ? (contextTable[contextRow + charClass] as number)
          : contexts === undefined
            ? 0
            : contexts.known(contextRow, charClass);
      if (((entry | context) & EXCEPTIONAL) !== 0) {
        const isUsual = entry >= 0 && (context & EXCEPTIONAL) === 0 && kindOf(entry) === ENTRY.oldest;
        if (!isUsual || (hasMatch && oldestOf(entry) === 0)) {
          this.#enter(row, contextRow);
          return ~(origin + at);
        }
        starts.count = oldestOf(entry);
        if (beginsAt(entry) === 1) {
          starts.add(origin + at, contexts === undefined ? dfa.at(row) : contexts.at(contextRow));
        }
        stop = Math.min(end, starts.oldest + maxLength + 1) - origin;
      }
      row = restOf(entry);
      contextRow = restOf(context);
      at += code > 0xffff ? 2 : 1;
    }
    this.#enter(row, contextRow);
    return origin + at;
  }

  /**
   * Reads a piece in which nothing begins, as most pieces of most texts are: one look into each table for each character.
   * Returns false, and has read nothing, where anything else is in it.
   */
  skim(text: string): boolean {
    const { dfa, contexts, state, context } = this;
    if (state.generation !== dfa.generation || context?.generation !== contexts?.generation) return false;
    const { table } = dfa;
    const { ascii } = dfa.code.classes;
    const contextTable = contexts === undefined ? NO_CONTEXTS : contexts.table;
    const columns = contexts === undefined ? dfa.columns : Math.min(dfa.columns, contexts.columns);
    let { row } = state;
    let contextRow = context === undefined ? 0 : context.row;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      const charClass = unit < 128 ? (ascii[unit] as number) : MAX_COLUMNS;
      if (charClass >= columns || row >= table.length || contextRow >= contextTable.length) return false;
      const entry = table[row + charClass] as number;
      const contextEntry = contextTable[contextRow + charClass] as number;
      if (((entry | contextEntry) & EXCEPTIONAL) !== 0) return false;
      row = restOf(entry);
      contextRow = restOf(contextEntry);
    }
    if (row !== state.row) this.state = dfa.at(row);
    if (contexts !== undefined && contextRow !== context?.row) this.context = contexts.at(contextRow);
    return true;
  }

  #enter(row: number, contextRow: number): void {
    this.state = this.dfa.at(row);
    if (this.contexts !== undefined) this.context = this.contexts.at(contextRow);
  }

  /** Goes on in the automaton of contexts. Returns where the values go on that begin with the character. */
  readContext(charClass: number, end: number, holdFrom: number): readonly number[] {
    const { context, contexts } = this;
    if (context === undefined || contexts === undefined) return NO_VALUES;
    const entry = contexts.entryOf(context.row, charClass);
    if (kindOf(entry) !== ENTRY.edge) {
      this.context = contexts.at(restOf(entry));
      return NO_VALUES;
    }
    const { target, values, signal } = contexts.edgeOf(entry);
    this.context = target;
    if (signal === SIGNAL.near) (this.#near ??= new NearWords(this.#nearLength)).begin(end, holdFrom);
    else if (signal === SIGNAL.far) this.#near?.cease(end);
    this.alertUntil = this.#near?.until ?? 0;
    return values;
  }

  /**
   * Goes back to where a search stood at a start, and from there, without any match, to the next whole character at or behind
   * an offset. Returns that offset. All offsets are of `text`, which begins at `first`.
   */
  back(origin: State, start: number, at: number, text: string, first: number): number {
    const dfa = this.contexts ?? this.dfa;
    let state = dfa.withoutThreads(dfa.refreshed(origin));
    const to = wholeCodePoint(text, at, start);
    for (let from = start; from < to;) {
      const code = text.codePointAt(from) as number;
      state = dfa.withoutThreads(dfa.after(state, dfa.code.classes.of(code)));
      from += code > 0xffff ? 2 : 1;
    }
    if (this.contexts !== undefined) this.context = state;
    this.state = this.dfa.idle(state.threads.before);
    this.#near?.backTo(to + first);
    this.alertUntil = this.#near?.until ?? 0;
    return to;
  }
}

const NO_VALUES: readonly number[] = [];
/** A table of one row that always leads back to itself. */
const NO_CONTEXTS = new Int32Array(MAX_COLUMNS);
