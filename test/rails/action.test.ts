import { describe, expect, it } from "vitest";
import { actionRail } from "../../src/rails/action-rail.ts";
import { actionName, defineAction } from "../../src/rails/action.ts";
import type { RailContext, RailDecision, RailInput } from "../../src/rails/rail.ts";

const CONTEXT = { userMessage: "question" } as RailContext;

const input = (fresh: string, context = ""): RailInput => ({
  text: context + fresh,
  context,
  fresh,
  channel: "text",
  final: true,
});

const decide = (result: unknown, group: "input" | "output" = "output"): Promise<RailDecision> => {
  const action = defineAction("act", () => result);
  const rail = actionRail(action, { flow: "act", params: {}, group, transforms: true });
  return Promise.resolve(rail.check(input("text"), CONTEXT));
};

describe("actionName", () => {
  it.each([
    ["self check output", "self_check_output"],
    ["  check   blocked-terms ", "check_blocked_terms"],
    ["already_named", "already_named"],
  ])("turns %j into %s", (flow, expected) => expect(actionName(flow)).toBe(expected));

  it("names an action defined under the name of its flow", () => {
    expect(defineAction("check blocked terms", () => true).name).toBe("check_blocked_terms");
  });
});

describe("actionRail", () => {
  it.each<[unknown, RailDecision["outcome"]]>([
    [true, "allow"],
    [false, "block"],
    [1, "allow"],
    [0.5, "allow"],
    [0.49, "block"],
    [0, "block"],
    [-1, "block"],
    [{ outcome: "allow" }, "allow"],
    [{ outcome: "block", reason: "r" }, "block"],
  ])("reads %j as %s", async (result, outcome) => {
    expect((await decide(result)).outcome).toBe(outcome);
    expect((await decide(Promise.resolve(result))).outcome).toBe(outcome);
  });

  it.each([[undefined], [null], ["ok"], [Number.NaN], [Symbol("x")], [10n]])(
    "rejects %s, which blocks",
    async (result) => {
      await expect(decide(result)).rejects.toMatchObject({ code: "rail_error" });
    },
  );

  it("gives an output action the bot's text, an input action the user's", async () => {
    const seen: unknown[] = [];
    const action = defineAction("act", (params, { botMessage, userMessage }) => {
      seen.push([params, botMessage, userMessage]);
      return true;
    });
    const params = { model: "m" };
    for (const group of ["output", "input", "toolOutput", "toolInput"] as const)
      await actionRail(action, { flow: "act $model=m", params, group, transforms: false }).check(
        input("text"),
        CONTEXT,
      );
    expect(seen).toEqual([
      [params, "text", "question"],
      [params, "", "text"],
      [params, "text", "question"],
      [params, "", "text"],
    ]);
  });

  describe("rewriting a window that has context", () => {
    const mask = defineAction("mask", (_params, { botMessage }) => {
      const text = botMessage.replaceAll(/\w+@\w+/g, "<EMAIL>");
      return text === botMessage ? { outcome: "allow" } : { outcome: "transform", text };
    });
    const check = (fresh: string, context: string): Promise<RailDecision> =>
      Promise.resolve(
        actionRail(mask, { flow: "mask", params: {}, group: "output", transforms: true }).check(
          input(fresh, context),
          CONTEXT,
        ),
      );

    it("replaces the fresh text only", async () => {
      expect(await check("a@b now", "write to ")).toEqual({ outcome: "transform", text: "<EMAIL> now" });
    });

    it("does not repeat what was rewritten in the context", async () => {
      expect(await check("or c@d", "a@b ")).toEqual({ outcome: "transform", text: "or <EMAIL>" });
      expect(await check("or not", "a@b ")).toEqual({ outcome: "transform", text: "or not" });
    });

    it("refuses to rewrite across the border to delivered text", async () => {
      await expect(check("b now", "write to a@")).rejects.toMatchObject({ code: "rail_error" });
    });
  });
});
