import { type Candidate, Candidates, type PatternMatch, ranked } from "./candidates.ts";
import { ContextReader, NO_VALUES } from "./context-reader.ts";
import { beginsAt, type Edge, ENTRY, kindOf, type LazyDfa, oldestOf, restOf, type State } from "./lazy-dfa.ts";
import { Starts } from "./starts.ts";
import type { SearchOptions, SearchProgram } from "./search-options.ts";
import type { Arrival } from "./thread-step.ts";
import { wholeCharacter, wholeCodePoint } from "./whole-characters.ts";

/** Text that may still be needed, and where it stands in the whole text. */
interface Window {
  readonly text: string;
  readonly origin: number;
}

/**
 * Finds the matches of a program in a text while it comes, one behind the other, as replacing them all in the whole text
 * would. Of several matches the one that starts first counts. From one start a pattern's own match is the one that trying
 * its alternatives in order finds first, and of several patterns the longest counts, then the first.
 *
 * At any time it knows `holdFrom`: the oldest place where a match may still be under way or may still grow. Text before that
 * can belong to no match any more; the caller keeps what is behind it. An ordinary character costs one look-up in a table.
 */
export class PatternSearcher {
  /** Where reading goes on. */
  position = 0;
  /** What ended the search, if something did. Nothing is read after it. */
  stopped: PatternMatch | undefined;
  readonly #dfa: LazyDfa;
  readonly #contextDfa: LazyDfa | undefined;
  readonly #contexts: ContextReader | undefined;
  readonly #options: SearchOptions;
  #state: State;
  readonly #starts: Starts = new Starts();
  readonly #candidates: Candidates = new Candidates();
  #found: PatternMatch[] = [];

  constructor({ dfa, contexts }: SearchProgram, options: SearchOptions) {
    this.#dfa = dfa;
    this.#contextDfa = contexts;
    this.#contexts = contexts === undefined ? undefined : new ContextReader(contexts);
    this.#options = options;
    this.#state = dfa.start;
  }

  /** Offset of the first code unit that may still become part of a match; the end of what was read when there is none. */
  get holdFrom(): number {
    return Math.min(this.#starts.oldest, this.position, this.stopped?.start ?? this.position);
  }

  /**
   * Reads on in a text whose first code unit stands at `origin`, which is `holdFrom` or before it. Returns the matches that
   * are certain by now, in order. A half surrogate pair at the end waits for its other half.
   */
  read(text: string, origin: number): readonly PatternMatch[] {
    const last = text.charCodeAt(text.length - 1);
    this.#readTo(origin + text.length - ((last & 0xfc00) === 0xd800 ? 1 : 0), { text, origin });
    return this.#taken();
  }

  /** Reads the rest and says that no more comes, which is what `$` waits for. */
  end(text: string, origin: number): readonly PatternMatch[] {
    const [window, end] = [{ text, origin }, origin + text.length];
    do {
      this.#readTo(end, window);
      if (this.stopped === undefined) this.#finish(end, window);
    } while (this.position < end && this.stopped === undefined);
    return this.#taken();
  }

  #finish(end: number, window: Window): void {
    this.#arrive(this.#dfa.last(this.#state), end);
    if (this.stopped !== undefined) return;
    this.#goOn(this.#dfa.withoutThreads(this.#state), end);
    const last = this.#candidates.last;
    this.#settle(Infinity, window);
    const match = this.#found.at(-1);
    // The line break behind a `$` belongs to no match yet.
    if (match !== undefined && match.start === last?.start && match.end === end - 1) {
      this.#goBack(last.origin, last.start, match.end, window);
    }
  }

  #taken(): readonly PatternMatch[] {
    const found = this.#found;
    if (found.length > 0) this.#found = [];
    return found;
  }

  #readTo(end: number, window: Window): void {
    while (this.position < end && this.stopped === undefined) this.#run(end, window);
  }

  /** Reads until something matches, or until starts end of which newer ones go on. */
  #run(end: number, window: Window): void {
    const { text, origin } = window;
    const dfa = this.#dfa;
    const starts = this.#starts;
    const candidates = this.#candidates;
    const { maxLength } = this.#options;
    const { classes } = dfa.code;
    const { ascii } = classes;
    const contexts = this.#contexts;
    contexts?.resume();
    let { row } = dfa.refreshed(this.#state);
    let { table, columns } = dfa;
    let limit = starts.oldest + maxLength - origin;
    const last = end - origin;
    let at = this.position - origin;
    while (at < last) {
      const unit = text.charCodeAt(at);
      const code = unit < 128 ? unit : (text.codePointAt(at) as number);
      const charClass = unit < 128 ? (ascii[unit] as number) : classes.of(code);
      const next = code > 0xffff ? at + 2 : at + 1;
      const isPlain = charClass < columns && row < table.length;
      let entry = isPlain ? (table[row + charClass] as number) : dfa.entry(row, charClass);
      const values = contexts === undefined ? NO_VALUES : contexts.read(charClass);
      let source: State | undefined;
      if (entry < 0 || values.length > 0) {
        source = dfa.at(row);
        entry = values.length > 0 ? dfa.entryWith(values, row, charClass) : dfa.make(row, charClass);
        ({ table, columns } = dfa);
      }
      const kind = kindOf(entry);
      if (kind === ENTRY.oldest && (oldestOf(entry) > 0 || candidates.first === undefined)) {
        starts.count = oldestOf(entry);
        if (beginsAt(entry) === 1) starts.add(origin + at, contexts?.before ?? source ?? dfa.at(row));
        limit = starts.oldest + maxLength - origin;
      } else if (kind !== ENTRY.same) {
        this.position = origin + at;
        contexts?.pause();
        this.#take(this.#edge(entry), contexts?.before ?? source ?? dfa.at(row), next - at, window);
        return;
      }
      row = restOf(entry);
      at = next;
      if (at > limit) break;
    }
    this.position = origin + at;
    this.#state = dfa.at(row);
    contexts?.pause();
    if (at > limit) this.#overflow(starts.place(0), starts.origin(0), window);
  }

  #edge(entry: number): Edge {
    if (kindOf(entry) === ENTRY.edge) return this.#dfa.edgeOf(entry);
    const oldest = oldestOf(entry);
    const survivors = Int32Array.from({ length: oldest + beginsAt(entry) }, (_, index) =>
      index < oldest ? index : this.#starts.count,
    );
    const target = this.#dfa.at(restOf(entry));
    return { target, survivors, ended: undefined, completed: undefined, values: NO_VALUES };
  }

  #take({ target, survivors, ended, completed }: Edge, source: State, width: number, window: Window): void {
    const starts = this.#starts;
    this.#arrive(ended, this.position);
    if (this.stopped !== undefined) return;
    starts.add(this.position, source);
    this.position += width;
    const group = completed?.group ?? Infinity;
    const isTooLong = completed !== undefined && this.#isTooLong(starts.place(group));
    if (!isTooLong) this.#arrive(completed, this.position);
    if (this.stopped !== undefined) return;
    const oldest = Math.min(survivors[0] ?? Infinity, isTooLong ? group : Infinity);
    const [start, origin] = [starts.place(oldest), starts.origin(oldest)];
    starts.keep(survivors);
    this.#state = target;
    if (oldest < Infinity && this.#isTooLong(start)) this.#overflow(start, origin, window);
    else this.#settle(starts.oldest, window);
  }

  #isTooLong(start: number): boolean {
    return this.position - start > this.#options.maxLength;
  }

  #overflow(start: number, origin: State, window: Window): void {
    if (!this.#settle(start, window)) return;
    const { onOverflow, maxLength } = this.#options;
    if (onOverflow === "block") {
      this.stopped = { start, end: this.position };
      this.#candidates.clear();
    } else if (onOverflow === "mask") {
      const from = start - window.origin;
      const end = wholeCharacter(window.text, from + maxLength, from) + window.origin;
      this.#found.push({ start, end });
      this.#goBack(origin, start, end, window);
    } else if (this.#candidates.first?.start !== start) {
      this.#goBack(origin, start, start + 1, window);
    } else if (this.#settleFirst(window)) {
      this.#goBack(origin, start, (this.#found.at(-1) as PatternMatch).end, window);
    }
  }

  /** Patterns that matched up to `at`. They take the place of what started later. */
  #arrive(arrival: Arrival | undefined, at: number): void {
    if (arrival === undefined) return;
    const start = this.#starts.place(arrival.group);
    for (const { pattern, stepsBack } of arrival.patterns) {
      const end = stepsBack ? at - 1 : at;
      if (this.#options.stopAtFirst) this.stopped ??= { pattern, start, end };
      else this.#candidates.add(start, this.#starts.origin(arrival.group), pattern, end);
    }
  }

  /** Nothing older than `oldest` is under way any more, so the candidates from before it are final. Returns false when reading went back. */
  #settle(oldest: number, window: Window): boolean {
    while ((this.#candidates.first?.start ?? Infinity) < oldest) {
      if (!this.#settleFirst(window)) return false;
    }
    return true;
  }

  /** Returns false when reading went back. */
  #settleFirst(window: Window): boolean {
    const candidate = this.#candidates.shift() as Candidate;
    const { accepts } = this.#options;
    const matches = ranked(candidate);
    const match = accepts === undefined ? matches[0] : matches.find(accepts);
    if (match !== undefined) this.#found.push(match);
    if (match !== undefined && match === matches[0]) return true;
    this.#goBack(candidate.origin, candidate.start, match?.end ?? candidate.start + 1, window);
    return false;
  }

  /** Searches on from `at`, or from the next character there, with the right context. */
  #goBack(origin: State, start: number, at: number, { text, origin: first }: Window): void {
    const dfa = this.#contextDfa ?? this.#dfa;
    let state = dfa.withoutThreads(dfa.refreshed(origin));
    const to = wholeCodePoint(text, at - first, start - first);
    for (let from = start - first; from < to;) {
      const code = text.codePointAt(from) as number;
      state = dfa.withoutThreads(dfa.after(state, dfa.code.classes.of(code)));
      from += code > 0xffff ? 2 : 1;
    }
    this.#contexts?.enter(state);
    this.#candidates.clear();
    this.#goOn(this.#dfa.idle(state.threads.before), to + first);
  }

  #goOn(state: State, position: number): void {
    this.#state = state;
    this.#starts.count = 0;
    this.position = position;
  }
}
