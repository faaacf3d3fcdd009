import { describe, expect, it } from "vitest";
import type { RailContext, RailDecision, RailInput } from "../../../src/rails/rail.ts";
import { blockFor, blockingRail, rewritingRail } from "../../../src/library/remote/service-rail.ts";

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

describe("a rail that asks a service about a call", () => {
  it("shows the name with the arguments to a service that only judges", async () => {
    const seen: string[] = [];
    const rail = blockingRail(SETUP, {}, async (text) => {
      seen.push(text);
      return { outcome: "allow" };
    });
    await rail.check(call('{"to":1}'), CONTEXT);
    await rail.check(call(""), CONTEXT);
    expect(seen).toEqual(['send({"to":1})', "send()"]);
  });

  it("may rewrite the arguments as long as they stay JSON", async () => {
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

describe("the reason of a block", () => {
  it("has the names of what was found, and nothing that could be a quotation", () => {
    expect(blockFor(["Hate", "Hate", "Death, Harm & Tragedy"])).toEqual({
      outcome: "block",
      reason: "Hate, Death, Harm & Tragedy",
    });
    expect(blockFor(["the text says: “kill”", "x".repeat(81)])).toEqual({ outcome: "block", reason: "unnamed" });
    expect(blockFor([])).toEqual({ outcome: "block" });
  });
});
