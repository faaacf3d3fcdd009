import { SIGNAL, type Signal } from "../program/instructions.ts";
import { wholeCodePoint } from "../whole-characters.ts";
import type { CallText } from "./call-text.ts";
import { type LazyDfa, MAX_COLUMNS } from "./lazy-dfa.ts";
import { NEAR_LENGTH, NearWords } from "./near-words.ts";
import type { SearchProgram } from "./search-options.ts";
import { type MatchStart, Starts } from "./starts.ts";
import type { State } from "./states.ts";
import { ALIVE, beginsAt, ENDS, ENTRY, EXCEPTIONAL, FAR, kindOf, restOf } from "./table-entry.ts";

/**
 * The position of a search: its offset, its state in the automaton of matches and in that of contexts, the starts of
 * matches in progress, and the words of `near` around it.
 */
export class SearchCursor {
  readonly dfa: LazyDfa;
  readonly contexts: LazyDfa | undefined;
  /** Offset at which reading continues. */
  position = 0;
  state: State;
  context: State | undefined;
  starts: Starts = new Starts();
  /** The end of the range in which rules with `near` may start; 0 if there was no word. */
  nearUntil = 0;
  /** Whether there is a match that a later start would make final. */
  hasMatch = false;
  #near: NearWords | undefined;
  readonly #nearLength: number;

  constructor({ dfa, contexts, nearLength = NEAR_LENGTH }: SearchProgram) {
    this.#nearLength = nearLength;
    this.dfa = dfa;
    this.contexts = contexts;
    this.state = dfa.start;
    this.context = contexts?.start;
  }

  /** Takes the position of another cursor of the same program. */
  copyFrom(other: SearchCursor): void {
    this.position = other.position;
    this.state = other.state;
    this.context = other.context;
    this.starts = other.starts.copy();
    this.nearUntil = other.nearUntil;
    this.#near = other.#near?.copy();
  }

  /** Whether both cursors will read the same text alike from now on, and no word is near. */
  isEquivalentTo(other: SearchCursor): boolean {
    const isNear = this.nearUntil > this.position || other.nearUntil > other.position;
    if (isNear || this.state !== other.state || this.context !== other.context) return false;
    return this.starts.isEquivalentTo(other.starts, this.position - other.position);
  }

  /** Offset of the first code unit that may still become part of a match. */
  get holdFrom(): number {
    return Math.min(this.starts.oldest, this.position);
  }

  /** The state to which a search returns when it goes back to this position. */
  get origin(): State {
    return this.context ?? this.state;
  }

  /** Updates the states, since another stream may have cleared the cache, and the words that are near. */
  refresh(): void {
    const { dfa, contexts, state, context, position } = this;
    if (state.generation !== dfa.generation) this.state = dfa.refreshed(state);
    if (context === undefined || contexts === undefined) return;
    if (context.generation !== contexts.generation) this.context = contexts.refreshed(context);
    if (this.#near !== undefined) this.state = this.dfa.withNear(this.state, position < this.nearUntil);
  }

  /**
   * Reads up to `end` or `nearUntil`, as long as the tables know the next state, and updates the starts. Returns
   * whether it stopped at a character that needs more. Everything that an ordinary character needs is inlined, since
   * calls would double the cost.
   *
   * @param origin - offset of the text.
   */
  read(text: string, origin: number, end: number): boolean {
    const { dfa, contexts, state, context, starts, position } = this;
    const { table, ascii } = dfa;
    const contextTable = contexts === undefined ? NO_CONTEXTS : contexts.table;
    const columns = contexts === undefined ? dfa.columns : Math.min(dfa.columns, contexts.columns);
    const isNear = this.nearUntil > position;
    const stopFlags = EXCEPTIONAL | (this.hasMatch ? ENDS : 0) | (isNear ? FAR : 0);
    const stop = (isNear ? Math.min(end, this.nearUntil) : end) - origin;
    let { row } = state;
    let contextRow = context === undefined ? 0 : context.row;
    let last = starts.count === 0 ? 0 : ALIVE;
    let [begun, begunRow] = [NONE, 0];
    let at = position - origin;
    while (at < stop) {
      const unit = text.charCodeAt(at);
      const charClass = unit < 128 ? (ascii[unit] as number) : MAX_COLUMNS;
      let width = 1;
      let entry: number;
      let contextEntry: number;
      if (charClass < columns && row < table.length && contextRow < contextTable.length) {
        entry = table[row + charClass] as number;
        contextEntry = contextTable[contextRow + charClass] as number;
      } else {
        const code = text.codePointAt(at) as number;
        const rareClass = dfa.code.classes.of(code);
        if (code > 0xffff) width = 2;
        entry = dfa.known(row, rareClass);
        contextEntry = contexts === undefined ? 0 : contexts.known(contextRow, rareClass);
      }
      if (((entry | contextEntry) & stopFlags) !== 0) break;
      // Without a branch: one that is taken at every other word would often be mispredicted.
      const keeps = beginsAt(entry) - 1;
      begun = (begun & keeps) | (at & ~keeps);
      begunRow = (begunRow & keeps) | ((contexts === undefined ? row : contextRow) & ~keeps);
      last = entry;
      row = restOf(entry);
      contextRow = restOf(contextEntry);
      at += width;
    }
    if ((last & ALIVE) === 0) starts.clear();
    else if (begun !== NONE) starts.only(origin + begun, (contexts ?? dfa).at(begunRow));
    if (row !== state.row) this.state = dfa.at(row);
    if (contexts !== undefined && contextRow !== context?.row) this.context = contexts.at(contextRow);
    this.position = origin + at;
    return at < stop;
  }

  /**
   * The entry for a character whose table entry has more than a next state, or is not known. Advances the automaton of
   * contexts.
   *
   * @param width - the code units of the character.
   */
  entryAt(charClass: number, width: number): number {
    const { dfa, state } = this;
    const values = this.#readContext(charClass, this.position + width);
    return values.length === 0 ? dfa.entryOf(state.row, charClass) : dfa.entryWith(values, state.row, charClass);
  }

  /** Continues after a character whose table entry has no edge. */
  follow(entry: number, origin: State, width: number): void {
    this.starts.follow(entry, this.position, origin);
    this.state = this.dfa.at(restOf(entry));
    this.position += width;
  }

  /** Whether a word was near anywhere after an offset. */
  isNearAfter(at: number): boolean {
    return this.#near?.reaches(at) === true;
  }

  /** Advances the automaton of contexts. Returns the addresses where values that start with the character continue. */
  #readContext(charClass: number, end: number): readonly number[] {
    const { context, contexts } = this;
    if (context === undefined || contexts === undefined) return NO_VALUES;
    const entry = contexts.entryOf(context.row, charClass);
    if (kindOf(entry) !== ENTRY.edge) {
      this.context = contexts.at(restOf(entry));
      if ((entry & FAR) !== 0) this.#applySignal(SIGNAL.far, end);
      return NO_VALUES;
    }
    const { target, values, signal } = contexts.edgeOf(entry);
    this.context = target;
    this.#applySignal(signal, end);
    return values;
  }

  #applySignal(signal: Signal, end: number): void {
    if (signal === SIGNAL.near) (this.#near ??= new NearWords(this.#nearLength)).begin(end, this.holdFrom);
    else if (signal === SIGNAL.far) this.#near?.cease(end);
    this.nearUntil = this.#near?.until ?? 0;
  }

  /**
   * Goes back to the state at a start and from there, without matches, to the first whole character at or after an
   * offset.
   */
  back({ start, origin }: MatchStart, at: number, read: CallText): void {
    this.starts.clear();
    const dfa = this.contexts ?? this.dfa;
    const [text, first] = [read.joinHeld(), read.origin];
    let state = dfa.withoutThreads(origin);
    const to = wholeCodePoint(text, at - first, start - first);
    for (let from = start - first; from < to;) {
      const code = text.codePointAt(from) as number;
      state = dfa.withoutThreads(dfa.after(state, dfa.code.classes.of(code)));
      from += code > 0xffff ? 2 : 1;
    }
    if (this.contexts !== undefined) this.context = state;
    this.state = this.dfa.idle(state.threads.before);
    this.#near?.backTo(to + first);
    this.nearUntil = this.#near?.until ?? 0;
    this.position = to + first;
  }
}

/** No character of the text. */
const NONE = -1;
const NO_VALUES: readonly number[] = [];
/** A table of one row that leads back to itself. */
const NO_CONTEXTS = new Int32Array(MAX_COLUMNS);
