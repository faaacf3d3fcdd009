import { RecentText } from "./recent-text.ts";
import { BEFORE_LENGTH, type Rule } from "./rule.ts";
import type { PatternMatch } from "./search/candidates.ts";
import type { MatchChecks } from "./search/search-options.ts";

/**
 * Runs the checks of rules on the matches in one text, and keeps the text that has left as far as checks may look at
 * it.
 */
export class RuleChecks implements MatchChecks {
  readonly #rules: readonly Rule[];
  #before: RecentText = new RecentText(BEFORE_LENGTH);

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  /** Adds the first `count` code units of a text that leaves. */
  add(text: string, count: number = text.length): void {
    this.#before.add(text, count);
  }

  /** Continues after the same text as another. */
  copyFrom(other: RuleChecks): void {
    this.#before = other.#before.copy();
  }

  accepts({ pattern, start, end }: Required<PatternMatch>, text: string, origin: number): boolean {
    const { check } = this.#rules[pattern] as Rule;
    if (check === undefined) return true;
    const near = text.slice(Math.max(0, start - origin - BEFORE_LENGTH), start - origin);
    const before = near.length < BEFORE_LENGTH ? this.#before.last(BEFORE_LENGTH - near.length) + near : near;
    return check(text.slice(start - origin, end - origin), before);
  }
}
