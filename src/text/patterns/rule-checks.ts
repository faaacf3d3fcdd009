import { RecentText } from "./recent-text.ts";
import { BEFORE_LENGTH, type Rule } from "./rules.ts";
import type { PatternMatch } from "./search/candidates.ts";
import type { MatchChecks } from "./search/search-options.ts";

/** The checks of rules on one text, and what they look at of the text that has left. */
export class RuleChecks implements MatchChecks {
  readonly #rules: readonly Rule[];
  #before: RecentText = new RecentText(BEFORE_LENGTH);

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
  }

  /** Takes in the first `count` code units of a text that leaves. */
  add(text: string, count: number = text.length): void {
    this.#before.add(text, count);
  }

  /** Has seen the same text as others. */
  standAt(other: RuleChecks): void {
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
