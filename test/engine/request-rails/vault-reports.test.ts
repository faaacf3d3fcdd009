import { describe, expect, it } from "vitest";
import type { FinishedRequest } from "../../../src/engine/telemetry.ts";
import { EdgeRailsError } from "../../../src/errors.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { LLMRails, RailsConfig } from "../../../src/node/index.ts";
import { type CheckRail, defineRail, type Rail } from "../../../src/rails/rail.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import { echo, EMAIL } from "./vault-run.ts";

const PICTURE = { type: "image_url", image_url: { url: "https://h.test/i.png?to=a@b.c" } } as const;

describe("the reported text of a request", () => {
  const told = async (check: CheckRail["check"], llm: Partial<LanguageModel> = {}, signal?: AbortSignal) => {
    const seen: FinishedRequest[] = [];
    const telemetry = { begin: () => (request: FinishedRequest) => void seen.push(request) };
    const flows = ["regex redact input", "asked"];
    const regex_detection = { input: { patterns: [EMAIL] } };
    const rails = new LLMRails(RailsConfig.fromObject({ rails: { input: { flows }, config: { regex_detection } } }), {
      llm: { ...echo([]), ...llm },
      rails: [defineRail({ name: "asked", reads: "whole", check })],
      telemetry,
    });
    const asked = { messages: [{ role: "user", content: "I am me@site.com" }], signal } as const;
    await rails.generateAsync(asked).catch(() => {});
    await rails.checkAsync(asked).catch(() => {});
    return seen.map(({ messages }) => messages);
  };
  const broken = (): never => {
    throw new EdgeRailsError("broken", "It broke");
  };

  it.each<[string, CheckRail["check"], Partial<LanguageModel>]>([
    ["is refused", () => ({ outcome: "block" }), {}],
    ["is answered", () => ({ outcome: "allow" }), {}],
    ["finds its model broken", () => ({ outcome: "allow" }), { stream: broken }],
  ])("is what rails left of it, if it %s", async (_how, check, llm) => {
    const left = [{ role: "user", content: "I am <REDACTED>" }];
    expect(await told(check, llm)).toEqual([left, left]);
  });

  it.each<[string, readonly string[], Partial<ChatMessage>]>([
    ["behind the rail that refuses", ["refuses", "masks"], {}],
    ["before it", ["masks", "refuses"], {}],
    ["where a mask cannot be written", ["masks"], { name: "a@b.c" }],
    ["in the name of a field", ["masks"], { "a@b.c": "x" } as Partial<ChatMessage>],
    ["in an address", ["masks"], { content: [{ type: "text", text: "bad me@site.com" }, PICTURE] }],
    [
      "beside a text",
      ["masks"],
      { beside: { url: "https://h.test/?to=a@b.c", title: "a@b.c" } } as Partial<ChatMessage>,
    ],
  ])("is masked if it is blocked: %s", async (_where, flows, beside) => {
    const rail = (name: string, pattern: string, action: "mask" | "block"): Rail =>
      defineRail({
        name,
        reads: "incremental",
        createGate: () => new PatternGate(compilePatterns([pattern]), { action }),
      });
    const seen: FinishedRequest[] = [];
    const telemetry = { begin: () => (request: FinishedRequest) => void seen.push(request) };
    const rails = new LLMRails(RailsConfig.fromObject({ rails: { input: { flows } } }), {
      rails: [rail("masks", EMAIL, "mask"), rail("refuses", "bad", "block")].filter(({ name }) => flows.includes(name)),
      llm: echo([]),
      telemetry,
    });
    const messages = [{ role: "user", content: "bad me@site.com", ...beside }] as const;
    const { outcome, log } = await rails.generateAsync({ messages, options: { log: { internal_events: true } } });
    expect(outcome?.status).toBe("blocked");
    expect(outcome?.verdicts.map((verdict) => verdict.rail)).toEqual(
      flows.length > 1 ? flows.slice(0, flows.indexOf("refuses") + 1) : ["masks", "masks"],
    );
    expect(JSON.stringify([seen, log])).not.toMatch(/me@site|a@b/);
    expect(JSON.stringify(seen[0]?.messages[0]?.content)).toContain("bad <REDACTED>");
  });

  it("is empty if the request ends before all rails have checked it", async () => {
    const left = new AbortController();
    const leaves = (): never => {
      left.abort();
      return broken();
    };
    expect(await told(leaves, {}, left.signal)).toEqual([[], []]);
  });
});
