import { describe, expect, it } from "vitest";
import { CacheBudget } from "../../../../src/text/patterns/search/cache-budget.ts";

describe("CacheBudget", () => {
  it("leaves all to a single cache", () => {
    const budget = new CacheBudget(1_000);
    const only = { bytes: 300 };
    budget.join(only);
    expect(budget.of(only)).toBe(1_000);
  });

  it("leaves a cache what the other does not take, except an eighth", () => {
    const budget = new CacheBudget(1_000);
    const [one, other] = [{ bytes: 600 }, { bytes: 100 }];
    budget.join(one);
    budget.join(other);
    expect(budget.of(one)).toBe(875);
    expect(budget.of(other)).toBe(400);
    other.bytes = 400;
    expect(budget.of(one)).toBe(600);
  });
});
