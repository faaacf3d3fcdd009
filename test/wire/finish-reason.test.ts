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
  ])("calls %s %s", (said, reason) => {
    expect(finishReasonOf(said)).toBe(reason);
  });

  it.each([
    "error",
    "other",
    "network_error",
    "MALFORMED_FUNCTION_CALL",
    "insufficient_system_resource",
    "abort",
    "x",
    "constructor",
  ])("does not call %s a success", (said) => {
    expect(finishReasonOf(said)).toBeUndefined();
  });
});
