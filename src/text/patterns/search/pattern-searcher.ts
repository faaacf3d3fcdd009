import { endsInHalf, wholeCharacter } from "../whole-characters.ts";
import { CallText } from "./call-text.ts";
import type { Candidate, PatternMatch } from "./candidates.ts";
import { FoundMatches, NO_MATCHES } from "./found-matches.ts";
import { SearchCursor } from "./search-cursor.ts";
import type { MatchChecks, SearchOptions, SearchProgram } from "./search-options.ts";
import { nextStartTranslation } from "./start-translation.ts";
import type { MatchStart } from "./starts.ts";
import type { Edge, State } from "./states.ts";
import { endsAll, ENTRY, kindOf } from "./table-entry.ts";

/**
 * Finds the matches of a program in a text as it arrives. The matches are the ones that replacing all of them in the
 * whole text would find: of several, the one that starts first; from one start, the alternative that trying them in
 * order finds first; of several patterns, the longest, then the first.
 *
 * At any time `holdFrom` is the oldest offset at which a match may be in progress or may still grow. Text before it can
 * no longer be part of a match; the caller keeps the text after it.
 */
export class PatternSearcher {
  readonly #cursor: SearchCursor;
  readonly #matches: FoundMatches;
  readonly #maxLength: number;
  readonly #onOverflow: SearchOptions["onOverflow"];
  #text: CallText = CallText.none;

  /** @param checks - decide which matches count. Default: all do. */
  constructor(program: SearchProgram, options: SearchOptions, checks?: MatchChecks) {
    this.#cursor = new SearchCursor(program);
    this.#matches = new FoundMatches(this.#cursor, options, checks);
    this.#maxLength = options.maxLength;
    this.#onOverflow = options.onOverflow;
  }

  /** Continues at the position of another search with the same program. */
  copyFrom(other: PatternSearcher): void {
    this.#cursor.copyFrom(other.#cursor);
    this.#matches.copyFrom(other.#matches);
  }

  /** Whether another search with the same program will find the same from now on, as far as can be told. */
  isEquivalentTo(other: PatternSearcher): boolean {
    return this.#matches.isEquivalentTo(other.#matches) && this.#cursor.isEquivalentTo(other.#cursor);
  }

  /** The match that ended the search. Nothing is read after it. */
  get stopped(): PatternMatch | undefined {
    return this.#matches.stopped;
  }

  /** Offset of the first code unit that may still become part of a match; the end of the read text if there is none. */
  get holdFrom(): number {
    const { holdFrom } = this.#cursor;
    return Math.min(holdFrom, this.#matches.stopped?.start ?? holdFrom);
  }

  /**
   * Reads more text. Returns the matches that are final, in order. Half a surrogate pair at the end waits for the other
   * half.
   *
   * @param held - the text before, from `holdFrom` or earlier. It is rarely read again.
   * @param origin - the offset of `held`.
   */
  read(text: string, held: string, origin: number): readonly PatternMatch[] {
    if (text === "") return NO_MATCHES;
    const from = origin + held.length;
    const end = from + text.length - (endsInHalf(text) ? 1 : 0);
    const needsStep = this.#cursor.position === from && this.#scan(text, from, end);
    if (this.#cursor.position === end && !this.#mustLetGo) return NO_MATCHES;
    this.#text = new CallText(text, from, held, origin);
    if (needsStep) this.#step(text, from);
    this.#readTo(end);
    return this.#taken();
  }

  /** Reads the rest and ends the text, which is what `$` waits for. */
  end(text: string, origin: number): readonly PatternMatch[] {
    const end = origin + text.length;
    this.#text = new CallText(text, origin, "", origin);
    do {
      this.#readTo(end);
      if (this.#matches.stopped === undefined) this.#finish(end);
    } while (this.#cursor.position < end && this.#matches.stopped === undefined);
    return this.#taken();
  }

  #finish(end: number): void {
    const cursor = this.#cursor;
    this.#matches.accept(cursor.dfa.last(cursor.state), end);
    if (this.#matches.stopped !== undefined) return;
    cursor.state = cursor.dfa.withoutThreads(cursor.state);
    cursor.starts.clear();
    // The last match may come from another start than the last candidate, since candidates can be translated.
    let last: Candidate | undefined;
    while (!this.#matches.candidates.isEmpty) {
      last = this.#matches.candidates.first;
      if (!this.#settleFirst()) break;
    }
    const match = this.#matches.last;
    // The line break after a `$` is not part of a match yet.
    if (match !== undefined && match.start === last?.start && match.end === end - 1) {
      this.#goBack(last, match.end);
    }
  }

  #taken(): readonly PatternMatch[] {
    this.#text = CallText.none;
    return this.#matches.take();
  }

  #readTo(end: number): void {
    while (this.#matches.stopped === undefined) {
      if (this.#mustLetGo) this.#letGo();
      else if (this.#cursor.position < end) this.#run(end);
      else return;
    }
  }

  #run(end: number): void {
    const text = this.#text;
    if (this.#cursor.position < text.start) text.joinHeld();
    if (this.#scan(text.text, text.start, end)) this.#step(text.text, text.start);
  }

  /**
   * Reads up to the end, or to the first character that needs more than a table look-up. Returns whether there is one.
   */
  #scan(text: string, from: number, end: number): boolean {
    const cursor = this.#cursor;
    cursor.refresh();
    cursor.hasMatch = !this.#matches.candidates.isEmpty;
    return cursor.read(text, from, Math.min(end, cursor.holdFrom + this.#maxLength + 1));
  }

  /** Reads a character whose table entry has more than a next state, or is not known yet. */
  #step(text: string, from: number): void {
    const cursor = this.#cursor;
    const { dfa, origin, position } = cursor;
    const code = text.codePointAt(position - from) as number;
    const width = code > 0xffff ? 2 : 1;
    const entry = cursor.entryAt(dfa.code.classes.of(code), width);
    if (kindOf(entry) === ENTRY.edge || (endsAll(entry) && !this.#matches.candidates.isEmpty)) {
      this.#take(dfa.edgeOf(entry, cursor.starts.count), origin, width);
    } else {
      cursor.follow(entry, origin, width);
    }
  }

  #take({ target, survivors, ended, completed }: Edge, source: State, width: number): void {
    const cursor = this.#cursor;
    const { starts } = cursor;
    this.#matches.accept(ended, cursor.position);
    if (this.#matches.stopped !== undefined) return;
    const newest = starts.count;
    if (survivors[survivors.length - 1] === newest || completed?.group === newest) starts.add(cursor.position, source);
    cursor.position += width;
    const none = newest + 1;
    const tooLong = completed !== undefined && this.#isTooLong(starts.offset(completed.group)) ? completed.group : none;
    if (tooLong === none) this.#matches.accept(completed, cursor.position);
    if (this.#matches.stopped !== undefined) return;
    const oldest = Math.min(survivors[0] ?? none, tooLong);
    const begun = starts.at(oldest);
    starts.keep(survivors);
    cursor.state = target;
    if (oldest < none && this.#isTooLong(begun.start)) this.#overflow(begun);
    else this.#settle(starts.oldest);
  }

  /** Continues without the oldest start. */
  #letGo(): void {
    const { starts } = this.#cursor;
    const begun = starts.at(0);
    const isSilent = this.#onOverflow === "release" && this.#matches.candidates.isEmpty;
    const translate = isSilent ? nextStartTranslation(this.#cursor, begun, this.#text) : undefined;
    const left = translate && starts.translated(translate);
    if (left === undefined) this.#overflow(begun);
    else this.#cursor.starts = left;
  }

  /** Whether the oldest start is too far back. */
  get #mustLetGo(): boolean {
    return this.#isTooLong(this.#cursor.starts.oldest);
  }

  #isTooLong(start: number): boolean {
    return this.#cursor.position - start > this.#maxLength;
  }

  #overflow(begun: MatchStart): void {
    const { start } = begun;
    if (!this.#settle(start)) return;
    if (this.#onOverflow === "block") {
      this.#matches.stop({ start, end: this.#cursor.position });
    } else if (this.#onOverflow === "mask") {
      const from = start - this.#text.origin;
      const end = wholeCharacter(this.#text.joinHeld(), from + this.#maxLength, from) + this.#text.origin;
      this.#matches.add({ start, end });
      this.#goBack(begun, end);
    } else if (this.#matches.candidates.first?.start !== start) {
      this.#goBack(begun, start + 1);
    } else if (this.#settleFirst()) {
      this.#goBack(begun, this.#matches.last?.end ?? start + 1);
    }
  }

  /**
   * Finalizes the candidates before `oldest`, since nothing earlier is in progress. Returns false if reading went back.
   */
  #settle(oldest: number): boolean {
    while ((this.#matches.candidates.first?.start ?? Infinity) < oldest) {
      if (!this.#settleFirst()) return false;
    }
    return true;
  }

  /** Finalizes the first candidate. Returns false if reading went back. */
  #settleFirst(): boolean {
    const { candidate, match, isExpected } = this.#matches.settleFirst(this.#text);
    if (isExpected) return true;
    if (match === undefined && this.#moveToNextStart(candidate)) return true;
    this.#goBack(candidate, match?.end ?? candidate.start + 1);
    return false;
  }

  /**
   * Gives the matches of a refused start to the next start, if both would find the same. Not if the start is too far
   * back, since what is too long from it may not be too long from the next. Returns false if that cannot be determined.
   */
  #moveToNextStart(refused: Candidate): boolean {
    const isWorthwhile = this.#cursor.position - refused.start >= MIN_TRANSLATED && !this.#isTooLong(refused.start);
    const translate = isWorthwhile ? nextStartTranslation(this.#cursor, refused, this.#text) : undefined;
    const starts = translate && this.#cursor.starts.translated(translate);
    const candidates = translate && this.#matches.candidates.translated(refused, translate);
    if (starts === undefined || candidates === undefined) return false;
    this.#cursor.starts = starts;
    this.#matches.candidates = candidates;
    return true;
  }

  /** Continues the search from `at`, or from the next character there, with the right context. */
  #goBack(begun: MatchStart, at: number): void {
    this.#matches.candidates.clear();
    this.#cursor.back(begun, at, this.#text);
  }
}

/** Reading fewer characters again is cheaper than comparing two searches. */
const MIN_TRANSLATED = 64;
