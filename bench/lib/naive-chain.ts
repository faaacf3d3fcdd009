import { EventSourceParserStream } from "eventsource-parser/stream";
import { WindowCheck } from "./window-check.ts";

interface Chunk {
  choices: { delta: { content?: string } }[];
}

const transform = <In, Out>(step: (chunk: In) => Out | undefined): TransformStream<In, Out> =>
  new TransformStream({
    transform(chunk, controller) {
      const out = step(chunk);
      if (out !== undefined) controller.enqueue(out);
    },
  });

const parse = (): TransformStream<{ data: string }, Chunk | "done"> =>
  transform(({ data }) => (data === "[DONE]" ? "done" : (JSON.parse(data) as Chunk)));

const count = (): TransformStream<Chunk | "done", Chunk | "done"> => {
  let tokens = 0;
  return transform((chunk) => {
    tokens++;
    return chunk;
  });
};

const windowCheck = (): TransformStream<Chunk | "done", Chunk | "done"> => {
  const check = new WindowCheck();
  return transform((chunk) => {
    if (chunk !== "done") check.feed(chunk.choices[0]?.delta.content ?? "");
    return chunk;
  });
};

const encode = (): TransformStream<Chunk | "done", string> =>
  transform((chunk) => `data: ${chunk === "done" ? "[DONE]" : JSON.stringify(chunk)}\n\n`);

/** One TransformStream per concern: decode, split, parse, count, check, encode, to bytes. */
export const naiveChain = (body: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array> =>
  body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .pipeThrough(parse())
    .pipeThrough(count())
    .pipeThrough(windowCheck())
    .pipeThrough(encode())
    .pipeThrough(new TextEncoderStream());
