import { describe, expect, it } from "vitest";
import { gatherResponse } from "../../src/llm/gather-response.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";

const call = (text: string, head: object = {}): StreamPart => ({
  type: "tool-call-delta",
  choice: 0,
  index: 1,
  text,
  ...head,
});

describe("gatherResponse", () => {
  it("joins the pieces of a tool call", () => {
    const parts = [
      call("", { id: "c", name: "f" }),
      call('{"a"'),
      call(":1}"),
      { type: "finish", choice: 0, reason: "tool_calls" },
    ] as const;
    expect(gatherResponse("x", parts).choices[0]?.toolCalls).toEqual([
      { id: "c", type: "function", function: { name: "f", arguments: '{"a":1}' } },
    ]);
  });

  it("omits fields without a part", () => {
    expect(gatherResponse("x", [{ type: "finish", choice: 0, reason: "stop" }])).toEqual({
      choices: [{ content: "", finishReason: "stop" }],
    });
  });

  it("rejects a choice without a finish and an answer without a choice", () => {
    expect(() => gatherResponse("x", [{ type: "text-delta", choice: 0, text: "a" }])).toThrow("before it was complete");
    expect(() => gatherResponse("x", [{ type: "response", choice: 0 }])).toThrow("empty answer");
  });
});
