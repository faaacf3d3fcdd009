import { describe, expect, it } from "vitest";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { textView } from "../../../src/wire/nemo-text/text-view.ts";
import { blockedChunk } from "../../support/engine.ts";

const VERDICT: Verdict = {
  status: "blocked",
  rail: "no",
  railType: "output",
  code: "content_blocked",
  channel: "text",
};
const text = (choice: number, value: string): StreamPart => ({ type: "text-delta", choice, text: value });
const verdict = (choice: number, more: Partial<Verdict> = {}): StreamPart => ({
  type: "verdict",
  choice,
  verdict: { ...VERDICT, ...more },
});

const view = (...parts: readonly StreamPart[]): readonly string[] => {
  const stage = textView();
  const chunks: string[] = [];
  for (const part of parts) stage.feed(part, { enqueue: (chunk) => chunks.push(chunk), terminate: () => {} });
  return chunks;
};

describe("textView", () => {
  it("shows the text of the first choice", () => {
    expect(view(text(0, "a"), text(1, "b"), text(0, "c"))).toEqual(["a", "c"]);
  });

  it("ends with the error of a block in any choice, since it ends all of them", () => {
    expect(view(text(0, "a"), verdict(1))).toEqual(["a", blockedChunk("no")]);
  });

  it("reports a block once", () => {
    expect(view(verdict(1), verdict(0, { rail: "tools", railType: "tool_output" }))).toEqual([blockedChunk("no")]);
  });

  it("does not report rewrites or blocked requests", () => {
    expect(view(verdict(0, { status: "modified" }), verdict(0, { railType: "input" }))).toEqual([]);
  });
});
