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

/** Overwrites secrets with stars, even across chunks. The number of bytes does not change. */
export const maskSecrets = (chunks: readonly Uint8Array[], secrets: readonly string[]): void => {
  const decoder = new TextDecoder("latin1");
  const text = chunks.map((chunk) => decoder.decode(chunk)).join("");
  for (const secret of secrets) {
    for (let at = text.indexOf(secret); at >= 0; at = text.indexOf(secret, at + secret.length)) {
      fill(chunks, at, at + secret.length);
    }
  }
};

const fill = (chunks: readonly Uint8Array[], from: number, to: number): void => {
  let before = 0;
  for (const chunk of chunks) {
    if (before >= to) return;
    chunk.fill(STAR, Math.max(0, from - before), Math.max(0, to - before));
    before += chunk.length;
  }
};
