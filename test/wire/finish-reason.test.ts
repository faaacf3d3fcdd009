import { describe, expect, it } from "vitest";
import { finishReasonOf } from "../../src/wire/finish-reason.ts";

describe("finishReasonOf", () => {
  it.each([
    ["stop", "stop"],
    ["STOP", "stop"],
    ["end_turn", "stop"],
    ["eos", "stop"],
    ["length", "length"],
    ["MAX_TOKENS", "length"],
    ["max-output-tokens", "length"],
    ["tool_use", "tool_calls"],
    ["tool_calls", "tool_calls"],
    ["function_call", "function_call"],
    ["SAFETY", "content_filter"],
    ["Content Filter", "content_filter"],
    ["refusal", "content_filter"],
    ["FINISH_REASON_STOP", "stop"],
    ["FinishReason.MAX_TOKENS", "length"],
    ["max_tokens_reached", "length"],
    ["moderated", "content_filter"],
    ["endTurn", "stop"],
    ["maxTokens", "length"],
    ["toolUse", "tool_calls"],
    ["ContentFilter", "content_filter"],
    ["ERROR_LIMIT", "length"],
    ["ERROR_TOXIC", "content_filter"],
    ["MODEL_ARMOR", "content_filter"],
  ])("maps %s to %s", (said, reason) => {
    expect(finishReasonOf(said)).toBe(reason);
  });

  it.each([
    "error",
    "ERROR",
    "engineOverloaded",
    "other",
    "network_error",
    "MALFORMED_FUNCTION_CALL",
    "insufficient_system_resource",
    "abort",
    "x",
    "constructor",
    "FINISH_REASON_UNSPECIFIED",
    "finish_reason_",
  ])("does not map %s to success", (said) => {
    expect(finishReasonOf(said)).toBeUndefined();
  });
});
