import { describe, expect, it } from "vitest";
import { hasContext, scoreOf } from "../../../src/library/sensitive-data/score.ts";
import type { EntityCheck, EntityRecognizer } from "../../../src/library/sensitive-data/entity-recognizer.ts";

const recognizer = (check?: EntityCheck): EntityRecognizer => ({
  entity: "ID",
  patterns: [],
  context: ["badge", "personal number"],
  ...(check !== undefined && { check }),
});

describe("a score", () => {
  it("is what the pattern says when nothing says more", () => {
    expect(scoreOf(recognizer(), 0.3, "12", "see ")).toBe(0.3);
  });

  it("is 1 or 0 where the check decides, or what the check says", () => {
    expect(
      scoreOf(
        recognizer(() => true),
        0.3,
        "12",
        "",
      ),
    ).toBe(1);
    expect(
      scoreOf(
        recognizer(() => false),
        0.3,
        "12",
        "badge ",
      ),
    ).toBe(0);
    expect(
      scoreOf(
        recognizer(() => 0.2),
        0.3,
        "12",
        "badge ",
      ),
    ).toBe(0.2);
    expect(
      scoreOf(
        recognizer(() => undefined),
        0.3,
        "12",
        "",
      ),
    ).toBe(0.3);
  });

  it("rises by 0.35, to 0.4 at least and 1 at most, when a word of the context stands before", () => {
    expect(scoreOf(recognizer(), 0.3, "12", "my badge is ")).toBeCloseTo(0.65);
    expect(scoreOf(recognizer(), 0.01, "12", "my badge is ")).toBe(0.4);
    expect(scoreOf(recognizer(), 0.9, "12", "my badge is ")).toBe(1);
  });
});

describe("context", () => {
  it("is one of the five words before", () => {
    expect(hasContext("badge one two three four ", ["badge"])).toBe(true);
    expect(hasContext("badge one two three four five ", ["badge"])).toBe(false);
  });

  it("may be several words, in any case, in a name or behind a colon", () => {
    expect(hasContext("Personal Number: ", ["personal number"])).toBe(true);
    expect(hasContext("BADGE_ID=", ["badge"])).toBe(true);
    expect(hasContext('{"badge": "', ["badge"])).toBe(true);
  });

  it("is no part of another word", () => {
    expect(hasContext("badgers are ", ["badge"])).toBe(false);
  });
});
