import { describe, expect, it } from "vitest";
import type { StreamUsage, TokenUsage } from "../../src/types/usage.ts";
import type { Outcome, Verdict } from "../../src/types/verdict.ts";
import { outcomeToWire, usageBreakdown, verdictToWire } from "../../src/wire/guardrails-field.ts";
import { chatUsage } from "../../src/wire/openai/chat-usage.ts";

const verdict: Verdict = {
  status: "blocked",
  rail: "judge",
  railType: "tool_output",
  code: "content_blocked",
  channel: "tool-call",
  reason: "quotes the rule",
  start: 2,
  end: 9,
};
const WIRE = {
  status: "blocked",
  rail: "judge",
  rail_type: "tool_output",
  code: "content_blocked",
  channel: "tool-call",
  start: 2,
  end: 9,
};

describe("a verdict on the wire", () => {
  it("has the names of the wire, and no fields for the operator", () => {
    const exception = { type: "PriceRailException", message: "quotes the question" };
    expect(verdictToWire({ ...verdict, exception, refusal: "No." })).toStrictEqual(WIRE);
  });
});

describe("an outcome on the wire", () => {
  it("names the deciding rail, and has all verdicts", () => {
    const outcome: Outcome = {
      status: "blocked",
      rail: "judge",
      railType: "tool_output",
      code: "content_blocked",
      reason: "quotes the rule",
      verdicts: [verdict],
    };
    expect(outcomeToWire(outcome)).toStrictEqual({
      status: "blocked",
      rail: "judge",
      rail_type: "tool_output",
      code: "content_blocked",
      verdicts: [WIRE],
    });
  });

  it("has only the status passed if there was no verdict", () => {
    expect(outcomeToWire({ status: "passed", verdicts: [] })).toStrictEqual({ status: "passed" });
  });
});

const usage: TokenUsage = { promptTokens: 3, completionTokens: 4, totalTokens: 7, estimated: false };

describe("usage on the wire", () => {
  it("has OpenAI's names, with details if the provider reported them", () => {
    expect(chatUsage(usage)).toStrictEqual({ prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 });
    expect(chatUsage({ ...usage, cachedTokens: 2, cacheWriteTokens: 1, reasoningTokens: 1 })).toStrictEqual({
      prompt_tokens: 3,
      completion_tokens: 4,
      total_tokens: 7,
      prompt_tokens_details: { cached_tokens: 2, cache_write_tokens: 1 },
      completion_tokens_details: { reasoning_tokens: 1 },
    });
  });

  it("also has delivered and withheld tokens, and the cost of rails", () => {
    expect(usageBreakdown(usage)).toStrictEqual({ estimated: false });
    const stream: StreamUsage = {
      ...usage,
      deliveredTokens: 3,
      withheldTokens: 1,
      rails: { ...usage, estimated: true },
    };
    expect(usageBreakdown(stream)).toStrictEqual({
      estimated: false,
      delivered_tokens: 3,
      withheld_tokens: 1,
      rails: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7, estimated: true },
    });
  });
});
