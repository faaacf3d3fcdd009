import { describe, expect, it } from "vitest";
import type { StreamPart, ThoughtState } from "../../src/types/stream-part.ts";
import type { Verdict } from "../../src/types/verdict.ts";
import { Thoughts } from "../../src/wire/thoughts.ts";

const state = (told: ThoughtState): StreamPart => ({ type: "thought-state", choice: 0, state: told });
const thought = (text: string): StreamPart => ({ type: "reasoning-delta", choice: 0, text });
const opening = state({ kind: "opening" });
const signature = (end: number, text = "c2ln"): StreamPart => state({ kind: "signature", signature: text, end });
const masked = (more: Partial<Verdict> = {}): StreamPart => ({
  type: "verdict",
  choice: 0,
  verdict: {
    status: "modified",
    rail: "r",
    railType: "output",
    code: "content_modified",
    channel: "reasoning",
    ...more,
  },
});

const fieldsOf = (...parts: readonly StreamPart[]): unknown => {
  const thoughts = new Thoughts();
  for (const part of parts) thoughts.add(part);
  return thoughts.fields();
};

describe("Thoughts", () => {
  it("assigns each signature to the text that it signs, however late the text arrives", () => {
    const parts = [
      opening,
      thought("on"),
      signature(3, "MQ=="),
      thought("e"),
      state({ kind: "redacted", data: "AA==" }),
    ];
    expect(fieldsOf(...parts, thought("two"), signature(6, "Mg=="))).toEqual({
      thinking_blocks: [
        { type: "thinking", thinking: "one", signature: "MQ==" },
        { type: "redacted_thinking", data: "AA==" },
        { type: "thinking", thinking: "two", signature: "Mg==" },
      ],
    });
  });

  it("drops the signature of a text that a rail has changed or not delivered completely", () => {
    expect(fieldsOf(opening, thought("one"), masked(), signature(3))).toEqual({});
    expect(fieldsOf(opening, thought("on"), signature(3))).toEqual({});
  });

  it("ignores changes of other texts, and those of monitored rails", () => {
    const told = { thinking_blocks: [{ type: "thinking", thinking: "one", signature: "c2ln" }] };
    expect(fieldsOf(opening, thought("one"), masked({ channel: "text" }), signature(3))).toEqual(told);
    expect(fieldsOf(opening, thought("one"), masked({ enforced: false }), signature(3))).toEqual(told);
  });

  it("returns encrypted reasoning unchanged, even if text was masked", () => {
    const encrypted = state({ kind: "encrypted", data: "AA==", id: "rs_1", format: "f", index: 2 });
    expect(fieldsOf(encrypted, masked())).toEqual({
      reasoning_details: [{ type: "reasoning.encrypted", data: "AA==", id: "rs_1", format: "f", index: 2 }],
    });
  });

  it("returns a signature in its original form, with the id and format of its detail", () => {
    const signed = state({ kind: "signature", signature: "MQ==", end: 3, detail: { format: "f", index: 0 } });
    const encrypted = state({ kind: "encrypted", data: "AA==", index: 1 });
    expect(fieldsOf(opening, thought("one"), signed, encrypted)).toEqual({
      reasoning_details: [
        { type: "reasoning.text", text: "one", signature: "MQ==", format: "f", index: 0 },
        { type: "reasoning.encrypted", data: "AA==", index: 1 },
      ],
    });
    expect(fieldsOf(opening, thought("one"), masked(), signed, encrypted)).toEqual({
      reasoning_details: [{ type: "reasoning.encrypted", data: "AA==", index: 1 }],
    });
  });

  it("keeps no text without a signature, and a limited amount", () => {
    expect(fieldsOf(thought("one"), signature(3))).toEqual({});
    const long = "x".repeat(600_000);
    expect(fieldsOf(opening, thought(long), thought(long), signature(1_200_000))).toEqual({});
  });
});
