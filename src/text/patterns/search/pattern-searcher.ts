import { endsInHalf, wholeCharacter } from "../whole-characters.ts";
import { CallText } from "./call-text.ts";
import { type Candidate, Candidates, type PatternMatch, ranked } from "./candidates.ts";
import { SearchCursor } from "./search-cursor.ts";
import type { MatchChecks, SearchOptions, SearchProgram } from "./search-options.ts";
import { nextStartTranslation } from "./start-translation.ts";
import { type MatchStart, type StartTranslation, Starts } from "./starts.ts";
import type { Edge, State } from "./states.ts";
import type { Acceptance } from "./step.ts";
import { endsAll, ENTRY, kindOf, restOf } from "./table-entry.ts";

/**
 * Finds the matches of a program in a text as it arrives. The matches are the ones that replacing all of them in the
 * whole text would find: of several, the one that starts first; from one start, the alternative that trying them in
 * order finds first; of several patterns, the longest, then the first.
 *
 * At any time `holdFrom` is the oldest offset at which a match may be in progress or may still grow. Text before it can
 * no longer be part of a match; the caller keeps the text after it.
 */
export class PatternSearcher {
  /** Offset at which reading continues. */
  position = 0;
  /** The match that ended the search. Nothing is read after it. */
  stopped: PatternMatch | undefined;
  readonly #cursor: SearchCursor;
  readonly #maxLength: number;
  readonly #onOverflow: SearchOptions["onOverflow"];
  readonly #stopAtFirst: boolean;
  readonly #checks: MatchChecks | undefined;
  #starts: Starts = new Starts();
  #candidates: Candidates = Candidates.none;
  /** The matches of the current call. */
  #found: PatternMatch[] | undefined;
  #text: CallText = CallText.none;

  /** @param checks - decide which matches count. Default: all do. */
  constructor(program: SearchProgram, options: SearchOptions, checks?: MatchChecks) {
    this.#cursor = new SearchCursor(program);
    this.#maxLength = options.maxLength;
    this.#onOverflow = options.onOverflow;
    this.#stopAtFirst = options.stopAtFirst;
    this.#checks = checks;
  }

  /** Continues at the position of another search with the same program. */
  copyFrom(other: PatternSearcher): void {
    this.position = other.position;
    this.stopped = other.stopped;
    this.#cursor.copyFrom(other.#cursor);
    this.#starts = other.#starts.copy();
    this.#candidates = other.#candidates.copy();
  }

  /** Whether another search with the same program will find the same from now on, as far as can be told. */
  isEquivalentTo(other: PatternSearcher): boolean {
    const [here, there] = [this.position, other.position];
    if (!this.#candidates.isEmpty || !other.#candidates.isEmpty || this.stopped !== other.stopped) return false;
    return (
      this.#cursor.isEquivalentTo(other.#cursor, here, there) &&
      this.#starts.isEquivalentTo(other.#starts, here - there)
    );
  }

  /** Offset of the first code unit that may still become part of a match; the end of the read text if there is none. */
  get holdFrom(): number {
    return Math.min(this.#starts.oldest, this.position, this.stopped?.start ?? this.position);
  }

  /**
   * Reads more text. Returns the matches that are final, in order. Half a surrogate pair at the end waits for the other half.
   *
   * @param held - the text before, from `holdFrom` or earlier. It is rarely read again.
   * @param origin - the offset of `held`.
   */
  read(text: string, held: string, origin: number): readonly PatternMatch[] {
    if (text === "") return NO_MATCHES;
    const from = origin + held.length;
    const end = from + text.length - (endsInHalf(text) ? 1 : 0);
    const reached = this.position === from ? this.#scan(text, from, end) : 0;
    if (reached === end && !this.#isTooLong(this.#starts.oldest)) return NO_MATCHES;
    this.#text = new CallText(text, from, held, origin);
    if (reached < 0) this.#step(text.codePointAt(this.position - from) as number);
    this.#readTo(end);
    return this.#taken();
  }

  /** Reads the rest and ends the text, which is what `$` waits for. */
  end(text: string, origin: number): readonly PatternMatch[] {
    const end = origin + text.length;
    this.#text = new CallText(text, origin, "", origin);
    do {
      this.#readTo(end);
      if (this.stopped === undefined) this.#finish(end);
    } while (this.position < end && this.stopped === undefined);
    return this.#taken();
  }

  #finish(end: number): void {
    const cursor = this.#cursor;
    this.#accept(cursor.dfa.last(cursor.state), end);
    if (this.stopped !== undefined) return;
    cursor.state = cursor.dfa.withoutThreads(cursor.state);
    this.#starts.clear();
    // The last match may come from another start than the last candidate, since candidates can be translated.
    let last: Candidate | undefined;
    while (!this.#candidates.isEmpty) {
      last = this.#candidates.first;
      if (!this.#settleFirst()) break;
    }
    const match = this.#found?.at(-1);
    // The line break after a `$` is not part of a match yet.
    if (match !== undefined && match.start === last?.start && match.end === end - 1) {
      this.#goBack(last, match.end);
    }
  }

  #taken(): readonly PatternMatch[] {
    const found = this.#found ?? NO_MATCHES;
    this.#found = undefined;
    this.#text = CallText.none;
    return found;
  }

  #readTo(end: number): void {
    while ((this.position < end || this.#isTooLong(this.#starts.oldest)) && this.stopped === undefined) this.#run(end);
  }

  #run(end: number): void {
    if (this.#isTooLong(this.#starts.oldest)) return this.#letGo();
    const text = this.#text;
    if (this.position < text.start) text.joinHeld();
    const reached = this.#scan(text.text, text.start, end);
    if (reached < 0) this.#step(text.text.codePointAt(this.position - text.start) as number);
  }

  /**
   * Reads up to the end, or to the first character that needs more than a table look-up. In that case it returns
   * `~offset`.
   */
  #scan(text: string, from: number, end: number): number {
    const [cursor, at] = [this.#cursor, this.position];
    cursor.refresh(at);
    cursor.hasMatch = !this.#candidates.isEmpty;
    const bound = Math.min(at, this.#starts.oldest) + this.#maxLength + 1;
    const last = Math.min(end, bound, cursor.nearUntil > at ? cursor.nearUntil : end);
    const reached = cursor.read(text, from, at, last, this.#starts);
    this.position = reached < 0 ? ~reached : reached;
    return reached;
  }

  /** Reads a character whose table entry has more than a next state, or is not known yet. */
  #step(code: number): void {
    const [cursor, width] = [this.#cursor, code > 0xffff ? 2 : 1];
    const { dfa, origin } = cursor;
    const entry = cursor.entryAt(dfa.code.classes.of(code), this.position + width, this.holdFrom);
    if (kindOf(entry) === ENTRY.edge || (endsAll(entry) && !this.#candidates.isEmpty)) {
      this.#take(dfa.edgeOf(entry, this.#starts.count), origin, width);
      return;
    }
    this.#starts.follow(entry, this.position, origin);
    cursor.state = dfa.at(restOf(entry));
    this.position += width;
  }

  #take({ target, survivors, ended, completed }: Edge, source: State, width: number): void {
    const starts = this.#starts;
    this.#accept(ended, this.position);
    if (this.stopped !== undefined) return;
    const newest = starts.count;
    if (survivors[survivors.length - 1] === newest || completed?.group === newest) starts.add(this.position, source);
    this.position += width;
    const none = newest + 1;
    const tooLong = completed !== undefined && this.#isTooLong(starts.offset(completed.group)) ? completed.group : none;
    if (tooLong === none) this.#accept(completed, this.position);
    if (this.stopped !== undefined) return;
    const oldest = Math.min(survivors[0] ?? none, tooLong);
    const begun = { start: starts.offset(oldest), origin: starts.origin(oldest) };
    starts.keep(survivors);
    this.#cursor.state = target;
    if (oldest < none && this.#isTooLong(begun.start)) this.#overflow(begun);
    else this.#settle(starts.oldest);
  }

  /** Continues without the oldest start, which is too far back. */
  #letGo(): void {
    const starts = this.#starts;
    const begun = { start: starts.oldest, origin: starts.origin(0) };
    const isSilent = this.#onOverflow === "release" && this.#candidates.isEmpty;
    const translate = isSilent ? this.#translationFrom(begun) : undefined;
    const left = translate && starts.translated(translate);
    if (left === undefined) this.#overflow(begun);
    else this.#starts = left;
  }

  #translationFrom(begun: MatchStart): StartTranslation | undefined {
    return nextStartTranslation(this.#cursor, begun, this.#text, this.position);
  }

  #isTooLong(start: number): boolean {
    return this.position - start > this.#maxLength;
  }

  #overflow(begun: MatchStart): void {
    const { start } = begun;
    if (!this.#settle(start)) return;
    if (this.#onOverflow === "block") {
      this.stopped = { start, end: this.position };
      this.#candidates.clear();
    } else if (this.#onOverflow === "mask") {
      const from = start - this.#text.origin;
      const end = wholeCharacter(this.#text.joinHeld(), from + this.#maxLength, from) + this.#text.origin;
      (this.#found ??= []).push({ start, end });
      this.#goBack(begun, end);
    } else if (this.#candidates.first?.start !== start) {
      this.#goBack(begun, start + 1);
    } else if (this.#settleFirst()) {
      this.#goBack(begun, this.#found?.at(-1)?.end ?? start + 1);
    }
  }

  /** Adds the patterns that matched up to `at`. They replace matches that started later. */
  #accept(acceptance: Acceptance | undefined, at: number): void {
    if (acceptance === undefined) return;
    const { group, patterns } = acceptance;
    const begun = { start: this.#starts.offset(group), origin: this.#starts.origin(group) };
    const { longest } = this.#cursor.dfa.code;
    if (this.#candidates === Candidates.none) this.#candidates = new Candidates();
    for (const { pattern, stepsBack } of patterns) {
      const end = at - stepsBack;
      if (this.#stopAtFirst) this.stopped ??= { pattern, start: begun.start, end };
      else this.#candidates.add(begun, pattern, end, longest.has(pattern));
    }
  }

  /**
   * Finalizes the candidates before `oldest`, since nothing earlier is in progress. Returns false if reading went back.
   */
  #settle(oldest: number): boolean {
    while ((this.#candidates.first?.start ?? Infinity) < oldest) {
      if (!this.#settleFirst()) return false;
    }
    return true;
  }

  /** Finalizes the first candidate. Returns false if reading went back. */
  #settleFirst(): boolean {
    const candidate = this.#candidates.shift() as Candidate;
    const [checks, matches] = [this.#checks, ranked(candidate)];
    const match =
      checks === undefined
        ? matches[0]
        : matches.find((found) => checks.accepts(found, this.#text.joinHeld(), this.#text.origin));
    if (match !== undefined) (this.#found ??= []).push(match);
    if (match !== undefined && match === matches[0]) return true;
    if (match === undefined && this.#moveToNextStart(candidate)) return true;
    this.#goBack(candidate, match?.end ?? candidate.start + 1);
    return false;
  }

  /**
   * Gives the matches of a refused start to the next start, if both would find the same. Not if the start is too far
   * back, since what is too long from it may not be too long from the next. Returns false if that cannot be determined.
   */
  #moveToNextStart(refused: Candidate): boolean {
    const isWorthwhile = this.position - refused.start >= MIN_TRANSLATED && !this.#isTooLong(refused.start);
    const translate = isWorthwhile ? this.#translationFrom(refused) : undefined;
    const starts = translate && this.#starts.translated(translate);
    const candidates = translate && this.#candidates.translated(refused, translate);
    if (starts === undefined || candidates === undefined) return false;
    [this.#starts, this.#candidates] = [starts, candidates];
    return true;
  }

  /** Continues the search from `at`, or from the next character there, with the right context. */
  #goBack(begun: MatchStart, at: number): void {
    this.#candidates.clear();
    this.#starts.clear();
    this.position = this.#cursor.back(begun, at, this.#text);
  }
}

/** Reading fewer characters again is cheaper than comparing two searches. */
const MIN_TRANSLATED = 64;

/** Shared by calls that find nothing. */
const NO_MATCHES: readonly PatternMatch[] = [];
