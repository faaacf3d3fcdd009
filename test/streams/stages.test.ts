import * as fc from "fast-check";
import {
  affixTrim,
  chatCompletionDecoder,
  chatCompletionEncoder,
  compilePatterns,
  type GateDecision,
  checkGate,
  PatternGate,
  rollingWindow,
  type ServerSentEvent,
  sseDecoder,
  sseEncoder,
  stopSequences,
  textGate,
  textView,
  usageMeter,
} from "../../src/streams/index.ts";
import type { StageOutput } from "../../src/streams/stage.ts";
import type { StreamPart, Verdict } from "../../src/types.ts";
import { stageContract } from "../contracts/stage.contract.ts";
import {
  answers,
  finish,
  isDelta,
  joinParts,
  sizeOfPart,
  slicePart,
  text,
  textAnswers,
  textOf,
  usage,
  words,
} from "./parts.ts";

const parts = { size: sizeOfPart, slice: slicePart, join: joinParts };

// Bytes in, events out.
const encoder = new TextEncoder();
const lines = fc.constantFrom(
  "data: {}\n\n",
  "data: ä👩‍👩‍👧日\n\n",
  "data:x\r\n\r\n",
  "data: a\rdata: b\r\r",
  ": comment\n",
  "event: error\ndata: 1\n\n",
  "id: 7\ndata: two\ndata: lines\n\n",
  "data:\n\n",
  "unknown: field\n",
  "\n",
  "data: unfinished",
);
const bytes: fc.Arbitrary<readonly Uint8Array[]> = fc
  .tuple(fc.boolean(), fc.array(lines, { maxLength: 8 }))
  .map(([mark, list]) => [encoder.encode((mark ? "\ufeff" : "") + list.join(""))])
  .filter(([first]) => (first?.length ?? 0) > 1);
const byteCuts = {
  size: (chunk: Uint8Array) => chunk.length,
  slice: (chunk: Uint8Array, from: number, to: number) => chunk.slice(from, to),
};

stageContract<Uint8Array, ServerSentEvent>({
  name: "sseDecoder",
  create: () => [sseDecoder()],
  input: bytes,
  ...byteCuts,
  join: (events) => events.map(({ data, event, id }) => ({ data, event, id })),
});

// Events in, parts out. A text chunk can be cut into two.
const chunkOf = (choice: object, extra: object = {}): ServerSentEvent => ({
  data: JSON.stringify({ id: "x", model: "m", ...extra, choices: [choice] }),
});
const contentOf = ({ data }: ServerSentEvent): string | undefined => {
  const chunk = data.startsWith("{") ? (JSON.parse(data) as { choices?: { delta?: { content?: string } }[] }) : {};
  return chunk.choices?.[0]?.delta?.content;
};
const chatEvents: fc.Arbitrary<readonly ServerSentEvent[]> = fc
  .tuple(fc.array(fc.tuple(words, fc.nat(6)), { maxLength: 8 }), fc.boolean())
  .map(([deltas, done]) => [
    chunkOf({ index: 0, delta: { role: "assistant", content: "" } }),
    ...deltas.map(([value, kind]) => {
      if (kind === 0) return chunkOf({ index: 0, delta: { reasoning_content: value } });
      if (kind === 1)
        return chunkOf({ index: 0, delta: { tool_calls: [{ index: 0, function: { arguments: value } }] } });
      if (kind === 2) return chunkOf({ index: 0, delta: { content: value }, finish_reason: "length" });
      return chunkOf({ index: 0, delta: { content: value }, finish_reason: null });
    }),
    chunkOf({ index: 0, delta: {}, finish_reason: "stop" }),
    { data: JSON.stringify({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 2 } }) },
    ...(done ? [{ data: "[DONE]" }, { data: "after the end" }] : []),
  ]);

const eventCuts = {
  size: (event: ServerSentEvent) => Math.max(1, contentOf(event)?.length ?? 1),
  slice({ data }: ServerSentEvent, from: number, to: number) {
    const chunk = JSON.parse(data) as { choices: { delta: { content: string } }[] };
    const [choice] = chunk.choices;
    if (choice !== undefined) choice.delta.content = choice.delta.content.slice(from, to);
    return { data: JSON.stringify(chunk) };
  },
};
stageContract<ServerSentEvent, StreamPart>({
  name: "chatCompletionDecoder",
  create: () => [chatCompletionDecoder()],
  input: chatEvents,
  ...eventCuts,
  join: joinParts,
  terminating: [chunkOf({ delta: { content: "a" } }), { data: "[DONE]" }, { data: "late" }, { data: "later" }],
});

// Parts in, parts out.
stageContract<StreamPart, StreamPart>({
  name: "usageMeter",
  create: () => [usageMeter(() => 5)],
  input: answers(2),
  ...parts,
  expected: joinParts,
});

stageContract<StreamPart, StreamPart>({
  name: "usageMeter without figures of the provider",
  create: () => [usageMeter(() => 5)],
  input: answers(2).map((list) => list.filter(({ type }) => type !== "usage")),
  ...parts,
});

stageContract<StreamPart, StreamPart>({
  name: "stopSequences",
  create: () => [stopSequences(["STOP", "OPS", "ret s"])],
  input: answers(1),
  ...parts,
  terminating: [text("a ST"), text("OP b"), text("c"), finish(), usage],
});

stageContract<StreamPart, StreamPart>({
  name: "stopSequences of several choices",
  create: () => [stopSequences(["STOP"], 2)],
  input: answers(2),
  ...parts,
});

stageContract<StreamPart, StreamPart>({
  name: "affixTrim",
  create: () => [affixTrim({ prefix: "secret", suffix: "STOP" })],
  input: answers(2),
  ...parts,
});

const program = compilePatterns(["secret", String.raw`\b\d{3}-\d{4}\b`, "(?i)stop.{0,20}\\n"]);
stageContract<StreamPart, StreamPart>({
  name: "textGate with a PatternGate",
  create: () => [textGate({ rail: "patterns", create: () => new PatternGate(program, { maxMatchLength: 30 }) })],
  input: answers(2),
  ...parts,
  terminating: [text("a sec"), text("ret b"), text("c"), finish(), usage],
});

stageContract<StreamPart, StreamPart>({
  name: "textGate with a PatternGate that releases on overflow",
  create: () => [
    textGate({
      rail: "patterns",
      create: () => new PatternGate(compilePatterns(["s[^x]*x"]), { maxMatchLength: 5, onOverflow: "release" }),
    }),
  ],
  input: answers(1),
  ...parts,
});

const verdict: Verdict = {
  status: "blocked",
  rail: "judge",
  railType: "output",
  code: "content_blocked",
  channel: "text",
};
/** Waits for as many turns as the text says, so that checks end in another order than they began. */
const judge =
  (delayed: boolean) =>
  async ({ fresh, context }: { fresh: string; context: string }): Promise<GateDecision> => {
    for (let turns = delayed ? (fresh.length * 7) % 5 : 0; turns > 0; turns--) await Promise.resolve();
    return (context + fresh).includes("secret") ? { outcome: "block", verdict } : { outcome: "allow" };
  };
for (const delayed of [false, true]) {
  const when = delayed ? "delayed" : "immediate";
  stageContract<StreamPart, StreamPart>({
    name: `checkGate that waits for ${when} checks`,
    create: () => [checkGate({ chunkSize: 2, contextSize: 1, streamFirst: false, check: judge(delayed) })],
    input: textAnswers,
    ...parts,
    terminating: [text("a secret b c d e"), text(" f"), text(" g"), text(" h"), text(" i"), finish(), usage],
  });
  stageContract<StreamPart, StreamPart>({
    name: `checkGate that streams ahead of ${when} checks`,
    create: () => [
      checkGate({
        chunkSize: 2,
        contextSize: 1,
        streamFirst: true,
        check: async (window) => (await judge(delayed)(window), { outcome: "allow" }),
      }),
    ],
    input: answers(2),
    ...parts,
    expected: joinParts,
  });
}

stageContract<StreamPart, StreamPart>({
  name: "checkGate over sentences",
  create: () => [checkGate({ chunkSize: 4, contextSize: 2, unit: "sentence", streamFirst: false, check: judge(true) })],
  input: textAnswers,
  ...parts,
});

stageContract<StreamPart, StreamPart>({
  name: "checkGate in lock-step over sentences",
  create: () => [
    checkGate({
      chunkSize: 4,
      contextSize: 2,
      unit: "sentence",
      streamFirst: true,
      maxExposed: 1,
      check: async (window) => (await judge(true)(window), { outcome: "allow" }),
    }),
  ],
  input: answers(2),
  ...parts,
  expected: joinParts,
});

stageContract<StreamPart, StreamPart>({
  name: "checkGate over several channels and choices",
  create: () => [
    checkGate({ chunkSize: 2, contextSize: 1, streamFirst: false, check: async () => ({ outcome: "allow" }) }),
  ],
  input: answers(2),
  ...parts,
  expected: joinParts,
});

// Strings.
stageContract<string, unknown>({
  name: "rollingWindow",
  create: () => [rollingWindow({ chunkSize: 3, contextSize: 2 })],
  input: fc.array(
    words.filter((value) => value !== ""),
    { maxLength: 4 },
  ),
  size: (chunk) => chunk.length,
  slice: (chunk, from, to) => chunk.slice(from, to),
  join: (windows) => windows,
});

stageContract<StreamPart, string>({
  name: "textView",
  create: () => [textView()],
  input: answers(2),
  ...parts,
  join: (texts) => texts.join(""),
  expected: (input) => textOf(input),
});

// Parts in, events and bytes out.
const decoded = (events: readonly ServerSentEvent[]): unknown => {
  const decoder = chatCompletionDecoder();
  const output: StreamPart[] = [];
  const sink: StageOutput<StreamPart> = { enqueue: (part) => void output.push(part), terminate() {} };
  try {
    for (const event of events) decoder.feed(event, sink);
  } catch {
    return "no events of an answer";
  }
  return joinParts(output);
};
const encode = () => chatCompletionEncoder({ id: "x", created: 1, model: "m", includeUsage: true });

stageContract<StreamPart, ServerSentEvent>({
  name: "chatCompletionEncoder",
  create: () => [encode()],
  input: answers(2),
  ...parts,
  join: decoded,
});

stageContract<ServerSentEvent, Uint8Array>({
  name: "sseEncoder",
  create: () => [sseEncoder()],
  input: chatEvents,
  size: () => 1,
  slice: (event) => event,
  join: (chunks) => Buffer.concat(chunks).toString(),
});

// The whole row, bytes in and bytes out.
const wire = (events: readonly ServerSentEvent[]): Uint8Array =>
  encoder.encode(events.map(({ data }) => `data: ${data}\n\n`).join(""));
const read = (chunks: readonly Uint8Array[]): unknown =>
  decoded(
    Buffer.concat(chunks)
      .toString()
      .split("\n\n")
      .filter((block) => block !== "")
      .map((block) => ({ data: block.replace(/^data: /, "") })),
  );

stageContract<Uint8Array, Uint8Array>({
  name: "the row from bytes to bytes",
  create: () => [
    sseDecoder(),
    chatCompletionDecoder(),
    usageMeter(),
    stopSequences(["STOP"]),
    textGate({ rail: "patterns", create: () => new PatternGate(program, { maxMatchLength: 30 }) }),
    encode(),
    sseEncoder(),
  ],
  input: fc
    .tuple(chatEvents, fc.boolean())
    .map(([events, broken]) => [
      wire(broken ? [...events.slice(0, 4), { data: "{broken" }, ...events.slice(4)] : events),
    ]),
  ...byteCuts,
  join: read,
  runs: 300,
});

stageContract<Uint8Array, Uint8Array>({
  name: "the row from bytes to bytes with a judge in it",
  create: () => [
    sseDecoder(),
    chatCompletionDecoder(),
    checkGate({ chunkSize: 2, contextSize: 1, streamFirst: false, check: judge(true) }),
    encode(),
    sseEncoder(),
  ],
  input: textAnswers.map((list) => [
    wire([
      ...list.filter(isDelta).map((part) => chunkOf({ index: 0, delta: { content: part.text } })),
      chunkOf({ index: 0, delta: {}, finish_reason: "stop" }),
      { data: "[DONE]" },
    ]),
  ]),
  ...byteCuts,
  join: read,
  runs: 200,
});
