import { pullFrom } from "./pull.ts";

/** Reads a stream to its end and returns its chunks. Holds all of them, so it is for streams one knows to be short. */
export const collect = async <T>(stream: ReadableStream<T>): Promise<T[]> => {
  const pull = pullFrom(stream);
  const chunks: T[] = [];
  for (let batch = await pull.pull(); batch !== undefined; batch = await pull.pull()) chunks.push(...batch);
  return chunks;
};

/** Reads a stream of strings to its end and returns the text. */
export const collectText = async (stream: ReadableStream<string>): Promise<string> => (await collect(stream)).join("");

/** Reads a stream of bytes to its end and returns them as text (UTF-8). */
export const collectBytes = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder();
  const texts = (await collect(stream)).map((bytes) => decoder.decode(bytes, { stream: true }));
  return texts.join("") + decoder.decode();
};
