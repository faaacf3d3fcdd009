import type { CallText } from "./call-text.ts";
import { type Candidate, Candidates, type PatternMatch, ranked } from "./candidates.ts";
import type { SearchCursor } from "./search-cursor.ts";
import type { MatchChecks, SearchOptions } from "./search-options.ts";
import type { Acceptance } from "./step.ts";

/** A candidate that is no longer one. */
export interface SettledCandidate {
  readonly candidate: Candidate;
  /** Its first match that the checks accepted. */
  readonly match: PatternMatch | undefined;
  /** Whether that is the match which the candidate stood for, so that the text read since then was read rightly. */
  readonly isExpected: boolean;
}

/** What a search has found: the candidates, which may still be replaced, and the matches that are final. */
export class FoundMatches {
  candidates: Candidates = Candidates.none;
  /** The match that ended the search. */
  stopped: PatternMatch | undefined;
  readonly #cursor: SearchCursor;
  readonly #stopAtFirst: boolean;
  readonly #checks: MatchChecks | undefined;
  /** The final matches of the current call. */
  #final: PatternMatch[] | undefined;

  constructor(cursor: SearchCursor, { stopAtFirst }: SearchOptions, checks: MatchChecks | undefined) {
    this.#cursor = cursor;
    this.#stopAtFirst = stopAtFirst;
    this.#checks = checks;
  }

  copyFrom(other: FoundMatches): void {
    this.candidates = other.candidates.copy();
    this.stopped = other.stopped;
  }

  /** Whether neither has a candidate, and both or none have ended. */
  isEquivalentTo(other: FoundMatches): boolean {
    return this.candidates.isEmpty && other.candidates.isEmpty && this.stopped === other.stopped;
  }

  /** The last final match of the current call. */
  get last(): PatternMatch | undefined {
    return this.#final?.at(-1);
  }

  /** The final matches of the current call, which ends with that. */
  take(): readonly PatternMatch[] {
    const matches = this.#final ?? NO_MATCHES;
    this.#final = undefined;
    return matches;
  }

  /** Adds the patterns that matched up to `at`. They replace matches that started later. */
  accept(acceptance: Acceptance | undefined, at: number): void {
    if (acceptance === undefined) return;
    const { group, patterns } = acceptance;
    const { dfa, starts } = this.#cursor;
    const begun = starts.at(group);
    if (this.candidates === Candidates.none) this.candidates = new Candidates();
    for (const { pattern, stepsBack } of patterns) {
      const end = at - stepsBack;
      if (this.#stopAtFirst) this.stopped ??= { pattern, start: begun.start, end };
      else this.candidates.add(begun, pattern, end, dfa.code.longest.has(pattern));
    }
  }

  /** Finalizes the first candidate. */
  settleFirst(text: CallText): SettledCandidate {
    const candidate = this.candidates.shift() as Candidate;
    const [checks, matches] = [this.#checks, ranked(candidate)];
    const match =
      checks === undefined ? matches[0] : matches.find((found) => checks.accepts(found, text.joinHeld(), text.origin));
    if (match !== undefined) this.add(match);
    return { candidate, match, isExpected: match !== undefined && match === matches[0] };
  }

  /** Adds a final match. */
  add(match: PatternMatch): void {
    (this.#final ??= []).push(match);
  }

  /** Ends the search. */
  stop(match: PatternMatch): void {
    this.stopped = match;
    this.candidates.clear();
  }
}

/** Shared by calls that find nothing. */
export const NO_MATCHES: readonly PatternMatch[] = [];
