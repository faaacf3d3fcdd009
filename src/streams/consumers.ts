import { pullFrom } from "./pull.ts";
import type { Pull } from "./stage.ts";

/** Reads a pull to its end. Holds all its chunks, so use it for answers that are needed whole. */
export const collectPull = async <T>(pull: Pull<T>): Promise<T[]> => {
  const items: T[] = [];
  for (let batch = await pull.pull(); batch !== undefined; batch = await pull.pull()) {
    for (const item of batch) items.push(item);
  }
  return items;
};

/**
 * Reads a stream to its end and returns its chunks. Holds all of them, so use it for streams that are known to be
 * short.
 *
 * @example
 * const chunks = await collect(fromIterable(["Hel", "lo"])); // ["Hel", "lo"]
 */
export const collect = <T>(stream: ReadableStream<T>): Promise<T[]> => collectPull(pullFrom(stream));

/**
 * Reads a stream of strings to its end and returns the text.
 *
 * @example
 * const text = await collectText(fromIterable(["Hel", "lo"])); // "Hello"
 */
export const collectText = async (stream: ReadableStream<string>): Promise<string> => (await collect(stream)).join("");

/**
 * Reads a stream of bytes to its end and returns them as text (UTF-8).
 *
 * @example
 * const page = upstream.body === null ? "" : await collectBytes(upstream.body);
 */
export const collectBytes = async (stream: ReadableStream<Uint8Array>): Promise<string> => {
  const decoder = new TextDecoder();
  const texts = (await collect(stream)).map((bytes) => decoder.decode(bytes, { stream: true }));
  return texts.join("") + decoder.decode();
};
