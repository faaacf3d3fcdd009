import { type Candidate, Candidates, type PatternMatch, ranked } from "./candidates.ts";
import type { Edge, State } from "./states.ts";
import { endsAll, ENTRY, kindOf, restOf } from "./table-entry.ts";
import { SearchPlace } from "./search-place.ts";
import { type Begun, type HandOver, Starts } from "./starts.ts";
import type { MatchChecks, SearchOptions, SearchProgram } from "./search-options.ts";
import type { Arrival } from "./thread-step.ts";
import { handOver } from "./hand-over.ts";
import { endsInHalf, wholeCharacter } from "../whole-characters.ts";

/**
 * Finds the matches of a program in a text while it comes, one behind the other, as replacing them all in the whole text
 * would. Of several matches the one that starts first counts. From one start a pattern's own match is the one that trying
 * its alternatives in order finds first, and of several patterns the longest counts, then the first.
 *
 * At any time it knows `holdFrom`: the oldest place where a match may still be under way or may still grow. Text before that
 * can belong to no match any more; the caller keeps what is behind it.
 */
export class PatternSearcher {
  /** Where reading goes on. */
  position = 0;
  /** What ended the search, if something did. Nothing is read after it. */
  stopped: PatternMatch | undefined;
  readonly #place: SearchPlace;
  readonly #maxLength: number;
  readonly #onOverflow: SearchOptions["onOverflow"];
  readonly #stopAtFirst: boolean;
  readonly #checks: MatchChecks | undefined;
  #starts: Starts = new Starts();
  #candidates: Candidates = Candidates.none;
  /** None between two readings. */
  #found: PatternMatch[] | undefined;
  /** While they are read: the text and where it begins, and what is held before it and where that begins. */
  #text = "";
  #from = 0;
  #held = "";
  #origin = 0;

  /** @param checks - say which matches count. Default: all. */
  constructor(program: SearchProgram, options: SearchOptions, checks?: MatchChecks) {
    this.#place = new SearchPlace(program);
    this.#maxLength = options.maxLength;
    this.#onOverflow = options.onOverflow;
    this.#stopAtFirst = options.stopAtFirst;
    this.#checks = checks;
  }

  /** Goes on where another search for the same stands. */
  standAt(other: PatternSearcher): void {
    this.position = other.position;
    this.stopped = other.stopped;
    this.#place.standAt(other.#place);
    this.#starts = other.#starts.copy();
    this.#candidates = other.#candidates.copy();
  }

  /** Whether another search for the same finds the same from now on, as far as is known. */
  isLike(other: PatternSearcher): boolean {
    const [here, there] = [this.position, other.position];
    if (!this.#candidates.isEmpty || !other.#candidates.isEmpty || this.stopped !== other.stopped) return false;
    return this.#place.isLike(other.#place, here, there) && this.#starts.isLike(other.#starts, here - there);
  }

  /** Offset of the first code unit that may still become part of a match; the end of what was read when there is none. */
  get holdFrom(): number {
    return Math.min(this.#starts.oldest, this.position, this.stopped?.start ?? this.position);
  }

  /**
   * Reads on. Returns the matches that are certain by now, in order. A half surrogate pair at the end waits for its other half.
   *
   * @param held - what stands before the text, from `holdFrom` or before it on. It is seldom looked at again.
   * @param origin - where that begins.
   */
  read(text: string, held: string, origin: number): readonly PatternMatch[] {
    if (text === "") return NO_MATCHES;
    const from = origin + held.length;
    const end = from + text.length - (endsInHalf(text) ? 1 : 0);
    const reached = this.position === from ? this.#scan(text, from, end) : 0;
    if (reached === end && !this.#isTooLong(this.#starts.oldest)) return NO_MATCHES;
    [this.#text, this.#from, this.#held, this.#origin] = [text, from, held, origin];
    if (reached < 0) this.#step(text.codePointAt(this.position - from) as number);
    this.#readTo(end);
    return this.#taken();
  }

  /** Reads the rest and says that no more comes, which is what `$` waits for. */
  end(text: string, origin: number): readonly PatternMatch[] {
    const end = origin + text.length;
    [this.#text, this.#from, this.#origin] = [text, origin, origin];
    do {
      this.#readTo(end);
      if (this.stopped === undefined) this.#finish(end);
    } while (this.position < end && this.stopped === undefined);
    return this.#taken();
  }

  #finish(end: number): void {
    const place = this.#place;
    this.#arrive(place.dfa.last(place.state), end);
    if (this.stopped !== undefined) return;
    place.state = place.dfa.withoutThreads(place.state);
    this.#starts.clear();
    // The one that counts may be another than was found last: a start that has been handed what another found.
    let last: Candidate | undefined;
    while (!this.#candidates.isEmpty) {
      last = this.#candidates.first;
      if (!this.#settleFirst()) break;
    }
    const match = this.#found?.at(-1);
    // The line break behind a `$` belongs to no match yet.
    if (match !== undefined && match.start === last?.start && match.end === end - 1) {
      this.#goBack(last.origin, last.start, match.end);
    }
  }

  #taken(): readonly PatternMatch[] {
    const found = this.#found ?? NO_MATCHES;
    this.#found = undefined;
    [this.#text, this.#held] = ["", ""];
    return found;
  }

  /** All that can be read, from `#origin` on. */
  #whole(): string {
    if (this.#from > this.#origin) {
      this.#text = this.#held + this.#text;
      this.#from = this.#origin;
    }
    return this.#text;
  }

  #readTo(end: number): void {
    while ((this.position < end || this.#isTooLong(this.#starts.oldest)) && this.stopped === undefined) this.#run(end);
  }

  #run(end: number): void {
    if (this.#isTooLong(this.#starts.oldest)) return this.#letGo();
    const text = this.position < this.#from ? this.#whole() : this.#text;
    const reached = this.#scan(text, this.#from, end);
    if (reached < 0) this.#step(text.codePointAt(this.position - this.#from) as number);
  }

  /** Reads up to the end, or to the first character that takes more than a look into the tables: then it returns `~offset`. */
  #scan(text: string, from: number, end: number): number {
    const [place, at] = [this.#place, this.position];
    place.refresh(at);
    place.hasMatch = !this.#candidates.isEmpty;
    const bound = Math.min(at, this.#starts.oldest) + this.#maxLength + 1;
    const last = Math.min(end, bound, place.alertUntil > at ? place.alertUntil : end);
    const reached = place.read(text, from, at, last, this.#starts);
    this.position = reached < 0 ? ~reached : reached;
    return reached;
  }

  /** Reads a character of which a table says more than where to go on, or nothing yet. */
  #step(code: number): void {
    const [place, width] = [this.#place, code > 0xffff ? 2 : 1];
    const { dfa, origin } = place;
    const entry = place.entryAt(dfa.code.classes.of(code), this.position + width, this.holdFrom);
    if (kindOf(entry) === ENTRY.edge || (endsAll(entry) && !this.#candidates.isEmpty)) {
      this.#take(dfa.edgeOf(entry, this.#starts.count), origin, width);
      return;
    }
    this.#starts.follow(entry, this.position, origin);
    place.state = dfa.at(restOf(entry));
    this.position += width;
  }

  #take({ target, survivors, ended, completed }: Edge, source: State, width: number): void {
    const starts = this.#starts;
    this.#arrive(ended, this.position);
    if (this.stopped !== undefined) return;
    starts.add(this.position, source);
    this.position += width;
    const none = starts.count;
    const tooLong = completed !== undefined && this.#isTooLong(starts.place(completed.group)) ? completed.group : none;
    if (tooLong === none) this.#arrive(completed, this.position);
    if (this.stopped !== undefined) return;
    const oldest = Math.min(survivors[0] ?? none, tooLong);
    const [start, origin] = [starts.place(oldest), starts.origin(oldest)];
    starts.keep(survivors);
    this.#place.state = target;
    if (oldest < none && this.#isTooLong(start)) this.#overflow(start, origin);
    else this.#settle(starts.oldest);
  }

  /** Goes on without the oldest start, which is too far back. */
  #letGo(): void {
    const starts = this.#starts;
    const [start, origin] = [starts.oldest, starts.origin(0)];
    const isSilent = this.#onOverflow === "release" && this.#candidates.isEmpty;
    const to = isSilent ? this.#handOver({ start, origin }) : undefined;
    const left = to && starts.handedOver(to);
    if (left === undefined) this.#overflow(start, origin);
    else this.#starts = left;
  }

  #handOver(begun: Begun): HandOver | undefined {
    return handOver(this.#place, begun, this.#whole(), this.#origin, this.position);
  }

  #isTooLong(start: number): boolean {
    return this.position - start > this.#maxLength;
  }

  #overflow(start: number, origin: State): void {
    if (!this.#settle(start)) return;
    if (this.#onOverflow === "block") {
      this.stopped = { start, end: this.position };
      this.#candidates.clear();
    } else if (this.#onOverflow === "mask") {
      const from = start - this.#origin;
      const end = wholeCharacter(this.#whole(), from + this.#maxLength, from) + this.#origin;
      (this.#found ??= []).push({ start, end });
      this.#goBack(origin, start, end);
    } else if (this.#candidates.first?.start !== start) {
      this.#goBack(origin, start, start + 1);
    } else if (this.#settleFirst()) {
      this.#goBack(origin, start, this.#found?.at(-1)?.end ?? start + 1);
    }
  }

  /** Patterns that matched up to `at`. They take the place of what started later. */
  #arrive(arrival: Arrival | undefined, at: number): void {
    if (arrival === undefined) return;
    const [start, { longest }] = [this.#starts.place(arrival.group), this.#place.dfa.code];
    if (this.#candidates === Candidates.none) this.#candidates = new Candidates();
    for (const { pattern, stepsBack } of arrival.patterns) {
      const end = at - stepsBack;
      if (this.#stopAtFirst) this.stopped ??= { pattern, start, end };
      else this.#candidates.add(start, this.#starts.origin(arrival.group), pattern, end, longest.has(pattern));
    }
  }

  /** Nothing older than `oldest` is under way any more, so the candidates from before it are final. Returns false when reading went back. */
  #settle(oldest: number): boolean {
    while ((this.#candidates.first?.start ?? Infinity) < oldest) {
      if (!this.#settleFirst()) return false;
    }
    return true;
  }

  /** Returns false when reading went back. */
  #settleFirst(): boolean {
    const candidate = this.#candidates.shift() as Candidate;
    const [checks, matches] = [this.#checks, ranked(candidate)];
    const match =
      checks === undefined ? matches[0] : matches.find((found) => checks.accepts(found, this.#whole(), this.#origin));
    if (match !== undefined) (this.#found ??= []).push(match);
    if (match !== undefined && match === matches[0]) return true;
    if (match === undefined && this.#handOn(candidate)) return true;
    this.#goBack(candidate.origin, candidate.start, match?.end ?? candidate.start + 1);
    return false;
  }

  /**
   * Gives the next start what a refused one has found, where both would find the same; not where that is too far back, since what
   * is too long for it need not be for the next. Returns false where it cannot be told.
   */
  #handOn(refused: Candidate): boolean {
    const isWorthwhile = this.position - refused.start >= MIN_HANDED_OVER && !this.#isTooLong(refused.start);
    const to = isWorthwhile ? this.#handOver(refused) : undefined;
    const starts = to && this.#starts.handedOver(to);
    const candidates = to && this.#candidates.handedOver(refused, to);
    if (starts === undefined || candidates === undefined) return false;
    [this.#starts, this.#candidates] = [starts, candidates];
    return true;
  }

  /** Searches on from `at`, or from the next character there, with the right context. */
  #goBack(origin: State, start: number, at: number): void {
    const first = this.#origin;
    this.#candidates.clear();
    this.#starts.clear();
    this.position = this.#place.back(origin, start - first, at - first, this.#whole(), first) + first;
  }
}

/** Fewer characters are read again at less cost than two searches are compared. */
const MIN_HANDED_OVER = 64;

/** What readings without any share. */
const NO_MATCHES: readonly PatternMatch[] = [];
