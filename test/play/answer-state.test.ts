import { array, assert, asyncProperty, constantFrom, integer } from "fast-check";
import { describe, expect, it } from "vitest";
import { RailsConfig } from "../../src/library/rails-config.ts";
import { AnswerState, type Segment } from "../../src/play/answer-state.ts";
import { createApp } from "../../src/server/app.ts";
import type { TimedEvent } from "../../src/server/play/play-events.ts";
import { playPage } from "../../src/server/play/play-routes.ts";
import { jsonRequest } from "../server/gateway.ts";

const config = RailsConfig.fromContent({
  yamlContent: `
models: [{ type: main, engine: scripted, model: m }]
rails:
  output:
    flows: [regex redact output, mask blocked terms on output, mask sensitive data on output]
    streaming: { enabled: true }
  config:
    regex_detection: { output: { patterns: ['PROJECT-[A-Z]{3,9}'], replacement: '#' } }
    blocked_terms: { lists: [{ terms: [heron, gull] }], mask_token: '<A LONGER TOKEN>' }
    sensitive_data_detection: { output: { entities: [EMAIL_ADDRESS] } }
`,
});

const app = createApp({ configs: { main: config } }, playPage({}));

/** The events of an answer that a model wrote in these pieces. */
const eventsOf = async (pieces: readonly string[]): Promise<readonly TimedEvent[]> => {
  const chat = { model: "main", messages: [{ role: "user", content: "x" }] };
  const recording = pieces.map((text) => ({ channel: "text", text }));
  const response = await app.request("/play/answers", jsonRequest({ chat, recording }));
  const lines = (await response.text()).trim().split("\n");
  return lines.map((line) => JSON.parse(line) as TimedEvent);
};

const textOf = (segments: readonly Segment[], of: (segment: Segment) => string): string => segments.map(of).join("");

const WORDS = [
  "PROJECT-HERON",
  "heron",
  "gull",
  "mara@example.com",
  "is",
  "a",
  "the harbour",
  ".",
  ",",
  "and PROJECT-X",
];
const text = array(constantFrom(...WORDS), { maxLength: 25 }).map((words) => words.join(" "));
const cut = (whole: string, sizes: readonly number[]): readonly string[] => {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < whole.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(whole.slice(at, at + size));
    at += size;
  }
  return pieces;
};

describe("AnswerState", () => {
  it("shows the delivered text, and the model's text after every mask, for any chunking", async () => {
    await assert(
      asyncProperty(text, array(integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 }), async (whole, sizes) => {
        const state = new AnswerState();
        for (const event of await eventsOf(cut(whole, sizes))) state.apply(event);
        const segments = state.segments();
        expect(state.raw).toBe(whole);
        expect(textOf(segments, (segment) => segment.text)).toBe(state.delivered);
        expect(textOf(segments, (segment) => (segment.kind === "mask" ? segment.was : segment.text))).toBe(whole);
        expect(state.held).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it("measures how much is held between two deltas, and for how long", () => {
    const state = new AnswerState();
    const told: readonly TimedEvent[] = [
      { at: 0, type: "begin", rails: [] },
      { at: 10, type: "generated", channel: "text", text: "abc" },
      { at: 10, type: "delivered", channel: "text", text: "a" },
      { at: 30, type: "generated", channel: "text", text: "de" },
      { at: 50, type: "delivered", channel: "text", text: "bcde" },
      { at: 70, type: "generated", channel: "text", text: "f" },
    ];
    for (const event of told) state.apply(event);
    expect({ most: state.mostHeld, longest: state.longestHold }).toEqual({ most: 2, longest: 40 });
    expect(state.segments()).toEqual([
      { kind: "delivered", text: "abcde" },
      { kind: "held", text: "f" },
    ]);
  });

  it("shows what was withheld of a blocked answer", async () => {
    const chat = { model: "main", messages: [{ role: "user", content: "x" }] };
    const recording = ["It is ", "SECR", "ET-12", " ok"].map((piece) => ({ channel: "text", text: piece }));
    const edits = { patterns: ["SECRET-[0-9]+ "], action: "block" };
    const response = await app.request("/play/answers", jsonRequest({ chat, recording, edits }));
    const state = new AnswerState();
    for (const line of (await response.text()).trim().split("\n")) state.apply(JSON.parse(line) as TimedEvent);
    expect(state.end?.stopped).toBe(true);
    expect(state.segments()).toEqual([
      { kind: "delivered", text: "It is " },
      { kind: "withheld", text: "SECRET-12 ok" },
    ]);
  });
});
