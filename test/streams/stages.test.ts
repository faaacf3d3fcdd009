import * as fc from "fast-check";
import {
  affixTrim,
  chatCompletionDecoder,
  compilePatterns,
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
import type { StreamPart } from "../../src/types/stream-part.ts";
import { stageContract } from "../contracts/stage.contract.ts";
import { answers, finish, joinParts, text, textOf, usage, words } from "./parts.ts";
import { byteCuts, chatEvents, chunkOf, decoded, encode, encoder, parts, program } from "./stage-chunks.ts";

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

const contentOf = ({ data }: ServerSentEvent): string | undefined => {
  const chunk = data.startsWith("{") ? (JSON.parse(data) as { choices?: { delta?: { content?: string } }[] }) : {};
  return chunk.choices?.[0]?.delta?.content;
};

const eventCuts = {
  size: (event: ServerSentEvent) => Math.max(1, contentOf(event)?.length ?? 1),
  slice({ data }: ServerSentEvent, from: number, to: number) {
    const chunk = JSON.parse(data) as { choices: { delta: { content: string } }[] };
    const [choice] = chunk.choices;
    if (choice !== undefined) choice.delta.content = choice.delta.content.slice(from, to);
    return { data: JSON.stringify(chunk) };
  },
};

stageContract<Uint8Array, ServerSentEvent>({
  name: "sseDecoder",
  create: () => [sseDecoder()],
  input: bytes,
  ...byteCuts,
  join: (events) => events.map(({ data, event, id }) => ({ data, event, id })),
});

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
