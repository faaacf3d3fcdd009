import { secretSpans } from "../../http/redact.ts";
import { toBase64 } from "../../text/base64.ts";
import { utf8 } from "../../text/utf8.ts";

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

/**
 * The Base64 of a secret wherever it stands in a longer text: at three alignments, in both alphabets, without the
 * characters at its ends that encode its neighbours, too.
 */
const base64Forms = (secret: string): ReadonlySet<string> => {
  const forms = [0, 1, 2].map((before) => {
    const bytes = utf8("\0".repeat(before) + secret);
    return toBase64(bytes).slice(Math.ceil((before * 4) / 3), Math.floor((bytes.length * 4) / 3));
  });
  return new Set(forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]));
};

/** Whether a text has the longest word of a form, which takes a tenth of the time of a search for its escapes. */
const mayHave = (text: string, form: string): boolean => {
  const words = form.split(/[^A-Za-z0-9]/).toSorted((one, other) => other.length - one.length);
  return text.includes(words[0] as string);
};

/**
 * Overwrites secrets with stars, however escaped, also in Base64, and even across chunks. The number of bytes does not
 * change.
 */
export const maskSecrets = (chunks: readonly Uint8Array[], secrets: readonly string[]): void => {
  const decoder = new TextDecoder("latin1");
  const text = chunks.map((chunk) => decoder.decode(chunk)).join("");
  for (const secret of secrets) {
    fill(chunks, secretSpans(text, secret));
    for (const form of base64Forms(secret)) if (mayHave(text, form)) fill(chunks, secretSpans(text, form));
  }
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
