import * as fc from "fast-check";
import {
  chatCompletionDecoder,
  checkGate,
  PatternGate,
  type ServerSentEvent,
  sseDecoder,
  sseEncoder,
  stopSequences,
  textGate,
  usageMeter,
} from "../../src/streams/index.ts";
import { stageContract } from "../contracts/stage.contract.ts";
import { isDelta, textAnswers } from "./parts.ts";
import { byteCuts, chatEvents, chunkOf, decoded, encode, encoder, judge, program } from "./stage-chunks.ts";

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
