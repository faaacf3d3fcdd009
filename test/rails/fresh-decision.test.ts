import { describe, expect, it, vi } from "vitest";
import { freshDecision } from "../../src/rails/fresh-decision.ts";
import type { RailDecision, RailInput } from "../../src/rails/rail.ts";

const INPUT: RailInput = { text: "I am Ann. Hi", context: "I am Ann. ", fresh: "Hi", channel: "text", final: true };

/** The result of a window for given decisions on its texts, and the number of checks. */
const decided = async (decisions: Readonly<Record<string, RailDecision>>) => {
  const decide = vi.fn(async (text: string): Promise<RailDecision> => decisions[text] ?? { outcome: "allow" });
  return { decision: await freshDecision("flow", INPUT, decide), calls: decide.mock.calls.length };
};

const rewritten = (text: string): RailDecision => ({ outcome: "transform", text });

describe("a rewritten window", () => {
  it.each<RailDecision>([
    { outcome: "allow" },
    { outcome: "block", reason: "no" },
    { outcome: "transform", text: 5 as unknown as string },
  ])("is unchanged for the decision %j", async (decision) => {
    expect(await decided({ [INPUT.text]: decision })).toEqual({ decision, calls: 1 });
  });

  it("is the text after the context, and is checked once if the context is unchanged", async () => {
    expect(await decided({ [INPUT.text]: rewritten("I am Ann. Hello") })).toEqual({
      decision: rewritten("Hello"),
      calls: 1,
    });
  });

  it("is the text after the context that was rewritten before", async () => {
    const decisions = { [INPUT.text]: rewritten("I am X. Hello"), [INPUT.context]: rewritten("I am X. ") };
    expect((await decided(decisions)).decision).toEqual(rewritten("Hello"));
  });

  it.each<[string, RailDecision]>([
    ["let it pass", { outcome: "allow" }],
    ["rewrote it otherwise", rewritten("I am Y. ")],
  ])("fails if it changes delivered context: the rail %s", async (_, before) => {
    const asked = decided({ [INPUT.text]: rewritten("I am X. Hello"), [INPUT.context]: before });
    await expect(asked).rejects.toMatchObject({ code: "rail_error" });
  });
});
