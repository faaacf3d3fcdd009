import { textGate } from "../../src/streams/gates/text-gate-stage.ts";
import { UsageMeter } from "../../src/streams/parts/usage-meter.ts";
import { pipeline } from "../../src/streams/pipeline.ts";
import { PatternGate } from "../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../src/text/patterns/pattern-program.ts";
import { chatCompletionDecoder } from "../../src/wire/openai/chat-completion-decoder.ts";
import { chatCompletionEncoder } from "../../src/wire/openai/chat-completion-encoder.ts";
import { sseDecoder } from "../../src/wire/sse/sse-decoder.ts";
import { sseEncoder } from "../../src/wire/sse/sse-encoder.ts";
import { FORBIDDEN } from "./fixture.ts";
import { naiveChain } from "./naive-chain.ts";

type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>;

const program = compilePatterns(FORBIDDEN);

/** The gateway's stages from the provider's bytes to the client's. */
const guardedRow = (source: Bytes): ReadableStream<Uint8Array> => {
  const meter = new UsageMeter(() => 0);
  return pipeline(source, [
    sseDecoder(),
    chatCompletionDecoder(),
    meter.generated,
    textGate({ rail: "bench", create: () => new PatternGate(program) }),
    meter.delivered,
    chatCompletionEncoder({ id: "chatcmpl-bench", created: 0, model: "bench" }),
    sseEncoder(),
  ]);
};

const sourceOf = (chunks: readonly Uint8Array[]): Bytes => {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        const chunk = chunks[next++];
        if (chunk === undefined) controller.close();
        else controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
      },
    },
    { highWaterMark: 0 },
  );
};

const drain = async (stream: ReadableStream<Uint8Array>): Promise<number> => {
  const reader = stream.getReader();
  let bytes = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.byteLength;
  return bytes;
};

export const ROWS = { edgerails: guardedRow, "naive chain": naiveChain } as const;

/** Microseconds of CPU per token for one pass over an answer in memory. */
export const timeRow = async (
  row: (source: Bytes) => ReadableStream<Uint8Array>,
  chunks: readonly Uint8Array[],
  tokens: number,
): Promise<number> => {
  const before = process.cpuUsage();
  if ((await drain(row(sourceOf(chunks)))) === 0) throw new Error("The row delivered nothing");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / tokens;
};
