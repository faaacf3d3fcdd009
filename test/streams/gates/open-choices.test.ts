import { describe, expect, it } from "vitest";
import { OpenChoices } from "../../../src/streams/gates/open-choices.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { finish, reasoning, response, text, usage } from "../parts.ts";

const verdict: Verdict = {
  status: "blocked",
  rail: "r",
  railType: "output",
  code: "content_blocked",
  channel: "text",
};
const told = { type: "verdict", choice: 1, verdict } as const;

describe("OpenChoices", () => {
  it("finishes the refused choice, even if it had no parts yet", () => {
    expect(new OpenChoices().refuse(1, verdict)).toEqual([told, finish(1, "content_filter")]);
  });

  it("finishes every choice that has started and not finished", () => {
    const choices = new OpenChoices();
    for (const part of [text("a", 0), reasoning("b", 2), text("c", 3), finish(3)]) choices.see(part);
    expect(choices.refuse(1, verdict)).toEqual([
      told,
      finish(0, "content_filter"),
      finish(2, "content_filter"),
      finish(1, "content_filter"),
    ]);
  });

  it("does not reopen a finished choice, or open one for a part about the whole answer", () => {
    const choices = new OpenChoices();
    for (const part of [response, usage, text("a", 1), finish(1), text("late", 1)]) choices.see(part);
    expect(choices.refuse(1, verdict)).toEqual([told]);
  });
});
