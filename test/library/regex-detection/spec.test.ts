import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../../src/node/index.ts";
import { collect } from "../../../src/streams/consumers.ts";
import type { ChatMessage } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { RecordingModel } from "../../support/engine.ts";

const EMAIL = String.raw`[a-z]+@[a-z]+\.[a-z]+`;

const config = (more: object = {}): RailsConfig =>
  RailsConfig.fromObject({
    rails: {
      input: { flows: ["regex redact input"] },
      output: { flows: ["regex redact output"], streaming: { enabled: true, stream_first: false } },
      retrieval: { flows: ["regex redact retrieval"] },
      config: {
        regex_detection: {
          input: { patterns: [EMAIL] },
          output: { patterns: [EMAIL], ...more },
          retrieval: { patterns: [EMAIL], replacement: "$&" },
        },
      },
    },
  });

const answering = (parts: readonly StreamPart[], settings: object = {}): LLMRails =>
  new LLMRails(config(settings), { llm: languageModelFromStream(() => parts) });

const text = (piece: string): StreamPart => ({ type: "text-delta", choice: 0, text: piece });
const FINISH: StreamPart = { type: "finish", choice: 0, reason: "stop" };

const cut = (whole: string): fc.Arbitrary<readonly string[]> =>
  fc.array(fc.nat(whole.length), { maxLength: 8 }).map((points) => {
    const borders = [0, ...points.sort((a, b) => a - b), whole.length];
    return borders.slice(1).map((to, index) => whole.slice(borders[index], to));
  });

const ANSWER = "write to me@site.com or you@home.org today";
const MASKED = "write to <REDACTED> or <REDACTED> today";

describe("regex redact output", () => {
  it("masks in the middle of a stream, for any chunking, and reports the ranges", async () => {
    await fc.assert(
      fc.asyncProperty(cut(ANSWER), async (pieces) => {
        const stream = answering([...pieces.map(text), FINISH]).streamAsync({ prompt: "hi" });
        expect((await collect(stream)).join("")).toBe(MASKED);
        expect((await stream.outcome).verdicts).toMatchObject([
          { status: "modified", start: 9, end: 20, delivered: { start: 9, end: 19 }, replacement: "<REDACTED>" },
          { status: "modified", start: 24, end: 36, delivered: { start: 23, end: 33 } },
        ]);
      }),
      { numRuns: 100 },
    );
  });

  it("masks a JSON answer in the same way", async () => {
    const answer = await answering([text(ANSWER), FINISH]).generateAsync({ prompt: "hi", options: {} });
    expect([answer.response, answer.outcome.status]).toEqual([MASKED, "modified"]);
  });

  it("masks tool call arguments, which remain valid JSON", async () => {
    const call = (id: string | undefined, piece: string): StreamPart => ({
      type: "tool-call-delta",
      choice: 0,
      index: 0,
      ...(id === undefined ? {} : { id, name: "send" }),
      text: piece,
    });
    const json = String.raw`{"to":"me\u0040site.com","n":1}`;
    const parts = [call("c1", json.slice(0, 12)), call(undefined, json.slice(12)), FINISH];
    const seen = await collect(answering(parts).streamParts({ prompt: "hi" }));
    const args = seen.map((part) => (part.type === "tool-call-delta" ? part.text : "")).join("");
    expect(JSON.parse(args)).toEqual({ to: "<REDACTED>", n: 1 });
  });

  it("inserts the replacement literally", async () => {
    const answer = await answering([text(ANSWER), FINISH], { replacement: "[$&]" }).generateAsync({ prompt: "hi" });
    expect(answer).toBe("write to [$&] or [$&] today");
  });

  it("reports 10,000 masks with a bounded number of events", async () => {
    const parts = [...Array.from({ length: 10_000 }, () => text("a@b.c ")), FINISH];
    const seen = await collect(answering(parts).streamParts({ prompt: "hi" }));
    const verdicts = seen.flatMap((part) => (part.type === "verdict" ? [part.verdict] : []));
    expect(verdicts).toHaveLength(33);
    expect(verdicts.at(-1)?.count).toBe(9_968);
  });

  it("masks a match above the limit and continues, if configured", async () => {
    const settings = { patterns: ["<.+>"], max_match_length: 5, on_overflow: "mask" };
    const answer = await answering([text("a <bcdefgh> i"), FINISH], settings).generateAsync({ prompt: "hi" });
    expect(answer).toBe("a <REDACTED>fgh> i");
  });
});

describe("regex redact input and retrieval", () => {
  const asked = async (messages: readonly ChatMessage[], context: object = {}): Promise<RecordingModel> => {
    const model = new RecordingModel([text("fine"), FINISH]);
    const rails = new LLMRails(config(), { llm: model });
    await rails.generateAsync({ messages: [{ role: "context", content: { ...context } }, ...messages], options: {} });
    return model;
  };

  it("pass model, log and output variables only masked text", async () => {
    const model = new RecordingModel([text("fine"), FINISH]);
    const rails = new LLMRails(config(), { llm: model });
    const answer = await rails.generateAsync({
      messages: [{ role: "user", content: "I am me@site.com" }],
      options: { log: { internal_events: true, llm_calls: true }, output_vars: true },
    });
    expect(model.requests.at(-1)?.messages).toEqual([{ role: "user", content: "I am <REDACTED>" }]);
    expect(JSON.stringify(answer)).not.toContain("me@site.com");
  });

  it("mask tool call arguments in the history", async () => {
    const call = { id: "c1", type: "function" as const, function: { name: "f", arguments: '{"to":"me@site.com"}' } };
    const model = await asked([
      { role: "assistant", content: null, tool_calls: [call] },
      { role: "user", content: "go" },
    ]);
    expect(model.requests.at(-1)?.messages[0]?.tool_calls?.[0]?.function.arguments).toBe('{"to":"<REDACTED>"}');
  });

  it("mask the chunks in a request", async () => {
    const rails = new LLMRails(config(), { llm: new RecordingModel([text("fine"), FINISH]) });
    const { output_data: data } = await rails.generateAsync({
      messages: [
        { role: "context", content: { relevant_chunks: ["from me@site.com", "nothing"] } },
        { role: "user", content: "go" },
      ],
      options: { output_vars: ["relevant_chunks"] },
    });
    expect(data).toEqual({ relevant_chunks: ["from $&", "nothing"] });
  });
});
