import { describe, expect, it } from "vitest";
import { blockFor, blockingRail, rewritingRail } from "../../../src/library/remote/service-rail.ts";
import type { RailContext, RailDecision, RailInput } from "../../../src/rails/rail.ts";

const SETUP = { flow: "x check output", group: "output" } as const;
const CONTEXT = {} as RailContext;

const call = (text: string): RailInput => ({
  text,
  context: "",
  fresh: text,
  channel: "tool-call",
  toolName: "send",
  final: true,
});

describe("a service rail on a tool call", () => {
  it("sends the name with the arguments to a service that only judges", async () => {
    const seen: string[] = [];
    const rail = blockingRail(SETUP, {}, async (text) => {
      seen.push(text);
      return { outcome: "allow" };
    });
    await rail.check(call('{"to":1}'), CONTEXT);
    await rail.check(call(""), CONTEXT);
    expect(seen).toEqual(['send({"to":1})', "send()"]);
  });

  it("may rewrite the arguments if they remain JSON", async () => {
    const masking = (found: RegExp): Promise<RailDecision> => {
      const rail = rewritingRail(SETUP, {}, async (text) => ({
        outcome: "transform",
        text: text.replace(found, "[PHONE]"),
      }));
      return Promise.resolve(rail.check(call('{"to":"555","from":555}'), CONTEXT));
    };
    expect(await masking(/555/)).toEqual({ outcome: "transform", text: '{"to":"[PHONE]","from":555}' });
    await expect(masking(/555(?=\})/)).rejects.toMatchObject({ code: "rail_error" });
  });
});

describe("a rewrite that is not JSON", () => {
  const rail = rewritingRail(SETUP, {}, async () => ({ outcome: "transform", text: "[PHONE" }));
  const args = call('{"to":1}');

  it("blocks the complete arguments of a call", async () => {
    await expect(rail.check(args, CONTEXT)).rejects.toMatchObject({ code: "rail_error" });
  });

  it.each<[string, Partial<RailInput>]>([
    ["of a text", { channel: "text" }],
    ["of arguments that go on", { final: false }],
    ["of arguments that are none", { text: "{", fresh: "{" }],
  ])("is accepted %s", async (_, own) => {
    expect(await rail.check({ ...args, ...own }, CONTEXT)).toMatchObject({ outcome: "transform", text: "[PHONE" });
  });
});

describe("a service rail", () => {
  const allowing = async (): Promise<RailDecision> => ({ outcome: "allow" });

  it.each([
    ["output", false, "window"],
    ["output", true, "whole"],
    ["input", false, "whole"],
    ["input", true, "whole"],
  ] as const)("of %s that needs the whole answer (%s) reads by %s", (group, whole, reads) => {
    for (const make of [blockingRail, rewritingRail])
      expect(make({ ...SETUP, group }, { whole }, allowing).reads).toBe(reads);
  });

  it("blocks if its service fails, unless configured otherwise", () => {
    expect(blockingRail(SETUP, {}, allowing)).toMatchObject({ onError: "block", timeoutMs: 30_000 });
    expect(rewritingRail(SETUP, { failOpen: true, timeoutMs: 5 }, allowing)).toMatchObject({
      onError: "allow",
      timeoutMs: 5,
    });
  });

  it.each(["", " \n"])("makes no call for an empty text: %j", async (nothing) => {
    const fail = (): never => {
      throw new Error("asked");
    };
    const input = { ...call(nothing), channel: "text", toolName: undefined } as unknown as RailInput;
    for (const make of [blockingRail, rewritingRail])
      expect(await make(SETUP, {}, fail).check(input, CONTEXT)).toEqual({ outcome: "allow" });
  });
});

describe("the reason of a block", () => {
  it("has the names of the findings, and nothing that may be a quotation", () => {
    expect(blockFor(["Hate", "Hate", "Death, Harm & Tragedy"])).toEqual({
      outcome: "block",
      reason: "Hate, Death, Harm & Tragedy",
    });
    expect(blockFor(["the text says: “kill”", "x".repeat(81)])).toEqual({ outcome: "block", reason: "unnamed" });
    expect(blockFor([])).toEqual({ outcome: "block" });
  });
});
