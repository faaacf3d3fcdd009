import { describe, expect, it } from "vitest";
import type { EntityCheck, EntityRecognizer } from "../../../src/library/sensitive-data/entity-recognizer.ts";
import { hasContext, scoreOf } from "../../../src/library/sensitive-data/score.ts";

const recognizer = (check?: EntityCheck): EntityRecognizer => ({
  entity: "ID",
  patterns: [],
  context: ["badge", "personal number"],
  ...(check !== undefined && { check }),
});

describe("the score of an entity", () => {
  it("is that of the pattern by default", () => {
    expect(scoreOf(recognizer(), 0.3, "12", "see ")).toBe(0.3);
  });

  it("is 1 or 0 if the check decides, or the number it returns", () => {
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

  it("rises by 0.35, to between 0.4 and 1, after a context word", () => {
    expect(scoreOf(recognizer(), 0.3, "12", "my badge is ")).toBeCloseTo(0.65);
    expect(scoreOf(recognizer(), 0.01, "12", "my badge is ")).toBe(0.4);
    expect(scoreOf(recognizer(), 0.9, "12", "my badge is ")).toBe(1);
  });
});

describe("a context word", () => {
  it("is one of the five words before the value", () => {
    expect(hasContext("badge one two three four ", ["badge"])).toBe(true);
    expect(hasContext("badge one two three four five ", ["badge"])).toBe(false);
  });

  it("may be several words, in any case, in a name or before a colon", () => {
    expect(hasContext("Personal Number: ", ["personal number"])).toBe(true);
    expect(hasContext("BADGE_ID=", ["badge"])).toBe(true);
    expect(hasContext('{"badge": "', ["badge"])).toBe(true);
  });

  it("is not part of another word", () => {
    expect(hasContext("badgers are ", ["badge"])).toBe(false);
  });
});
