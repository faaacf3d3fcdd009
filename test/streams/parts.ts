import * as fc from "fast-check";
import type { DeltaPart, StreamPart, ToolCallDelta } from "../../src/types/stream-part.ts";
import type { TokenUsage } from "../../src/types/usage.ts";

export const text = (value: string, choice = 0): StreamPart => ({ type: "text-delta", choice, text: value });
export const reasoning = (value: string, choice = 0): StreamPart => ({ type: "reasoning-delta", choice, text: value });
export const finish = (choice = 0, reason: "stop" | "content_filter" = "stop"): StreamPart => ({
  type: "finish",
  choice,
  reason,
});
const USAGE: TokenUsage = { promptTokens: 3, completionTokens: 4, totalTokens: 7, estimated: false };
export const usage: StreamPart = { type: "usage", choice: 0, usage: USAGE };
export const response: StreamPart = { type: "response", choice: 0, id: "r1", model: "m1" };
export const toolCall = (value: string, opening: { id?: string; name?: string } = {}, index = 0): ToolCallDelta => ({
  type: "tool-call-delta",
  choice: 0,
  index,
  ...opening,
  text: value,
});

export const isDelta = (part: StreamPart): part is DeltaPart => "text" in part;

const trackOf = (part: DeltaPart): string =>
  `${part.choice} ${part.type}${part.type === "tool-call-delta" ? ` ${part.index}` : ""}`;

export interface Joined {
  readonly texts: Readonly<Record<string, string>>;
  readonly openings: readonly unknown[];
  readonly control: readonly StreamPart[];
}

/** The final state of a client: all texts joined, and the other parts in order. */
export const joinParts = (parts: readonly StreamPart[]): Joined => {
  const texts: Record<string, string> = {};
  const openings: unknown[] = [];
  const finished = new Set<number>();
  for (const part of parts) {
    if (part.type === "finish") {
      if (finished.has(part.choice)) throw new Error("two finishes of one choice");
      finished.add(part.choice);
    }
    if (!isDelta(part)) continue;
    if (finished.has(part.choice)) throw new Error("text after the finish of its choice");
    if (part.text !== "") texts[trackOf(part)] = (texts[trackOf(part)] ?? "") + part.text;
    if (part.type === "tool-call-delta" && part.name !== undefined) openings.push([part.index, part.id, part.name]);
  }
  return { texts, openings, control: parts.filter((part) => !isDelta(part)) };
};

/** The text of one track. */
export const textOf = (parts: readonly StreamPart[], track = "0 text-delta"): string =>
  joinParts(parts).texts[track] ?? "";

export const sizeOfPart = (part: StreamPart): number => (isDelta(part) ? Math.max(1, part.text.length) : 1);

/** A piece of a delta. The first piece keeps the id and name of a tool call. */
export const slicePart = (part: StreamPart, from: number, to: number): StreamPart => {
  if (!isDelta(part)) return part;
  if (part.type !== "tool-call-delta" || from === 0) return { ...part, text: part.text.slice(from, to) };
  return { type: part.type, choice: part.choice, index: part.index, text: part.text.slice(from, to) };
};

const WORDS = [
  "sec",
  "ret",
  "secret",
  " ",
  "STOP",
  "ST",
  "OP",
  "555-",
  "1234",
  "é",
  "日本",
  "👩‍👩‍👧",
  "e\u0301",
  "\ud83d",
  "\n",
  "{}",
];
export const words: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...WORDS), fc.string({ maxLength: 4 })), { maxLength: 8 })
  .map((list) => list.join(""));

const delta = (choices: number): fc.Arbitrary<StreamPart> =>
  fc.tuple(fc.nat(choices - 1), words, fc.nat(5)).map(([choice, value, kind]): StreamPart => {
    if (kind === 0) return reasoning(value, choice);
    if (kind === 1) return { type: "tool-call-delta", choice, index: 0, text: value };
    if (kind === 2) return { type: "refusal-delta", choice, text: value };
    return text(value, choice);
  });

/** Complete answers: response, deltas of some choices, a finish for each, usage. */
export const answers = (choices = 1): fc.Arbitrary<readonly StreamPart[]> =>
  fc
    .tuple(fc.array(delta(choices), { maxLength: 6 }), fc.boolean())
    .map(([deltas, opens]) => [
      response,
      ...(opens ? [toolCall("", { id: "c1", name: "look" })] : []),
      ...deltas,
      ...Array.from({ length: choices }, (_, choice) => finish(choice)),
      usage,
    ]);

/** Answers with only text. */
export const textAnswers: fc.Arbitrary<readonly StreamPart[]> = fc
  .array(words, { maxLength: 6 })
  .map((list) => [response, ...list.map((value) => text(value)), finish(), usage]);
