import { secretSpans } from "../../http/redact.ts";

/** Shorter values are ordinary words: masking them would reveal more than it hides. */
const MIN_SECRET = 8;
const STAR = 0x2a;

/** Headers whose values are not secret. */
const OPEN_HEADERS = new Set(["accept", "accept-encoding", "content-length", "content-type", "user-agent"]);

const withoutScheme = (value: string): string => value.replace(/^(?:Bearer|Basic)\s+/i, "");

/** The values of a call that may be credentials: its headers, and the query of its URL. */
export const secretsOf = (input: RequestInfo | URL, init: RequestInit = {}): readonly string[] => {
  const { url, headers: own } = input instanceof Request ? input : { url: input, headers: undefined };
  const headers = new Headers(init.headers ?? own);
  const kept = [...headers].filter(([name]) => !OPEN_HEADERS.has(name)).map(([, value]) => withoutScheme(value));
  const { searchParams } = new URL(url);
  return [...kept, ...searchParams.values()].filter(({ length }) => length >= MIN_SECRET);
};

/** Overwrites secrets with stars, however escaped and even across chunks. The number of bytes does not change. */
export const maskSecrets = (chunks: readonly Uint8Array[], secrets: readonly string[]): void => {
  const decoder = new TextDecoder("latin1");
  const text = chunks.map((chunk) => decoder.decode(chunk)).join("");
  for (const secret of secrets) fill(chunks, secretSpans(text, secret));
};

/** Goes through the chunks once for all spans: there may be millions of both. */
const fill = (chunks: readonly Uint8Array[], spans: Iterable<readonly [start: number, end: number]>): void => {
  let [at, begin] = [0, 0];
  for (const [start, end] of spans) {
    for (; at < chunks.length && begin < end; begin += chunks[at++]?.length ?? 0) {
      const chunk = chunks[at] as Uint8Array;
      chunk.fill(STAR, Math.max(0, start - begin), Math.max(0, end - begin));
      // The next span may begin in this chunk.
      if (begin + chunk.length > end) break;
    }
  }
};
