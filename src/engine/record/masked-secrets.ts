/** Shorter values are words: taking them out would say more than leaving them in. */
const MIN_SECRET = 8;
const STAR = 0x2a;

/** Headers of a call whose values are no secrets. */
const OPEN_HEADERS = new Set(["accept", "accept-encoding", "content-length", "content-type", "user-agent"]);

const withoutScheme = (value: string): string => value.replace(/^(?:Bearer|Basic)\s+/i, "");

/** What must not be kept of a call: what its headers say, and what stands in the query of its address. */
export const secretsOf = (input: RequestInfo | URL, init: RequestInit = {}): readonly string[] => {
  const { url, headers: own } = input instanceof Request ? input : { url: input, headers: undefined };
  const headers = new Headers(init.headers ?? own);
  const kept = [...headers].filter(([name]) => !OPEN_HEADERS.has(name)).map(([, value]) => withoutScheme(value));
  const { searchParams } = new URL(url);
  return [...kept, ...searchParams.values()].filter(({ length }) => length >= MIN_SECRET);
};

/** Writes stars over secrets, also where one is cut between chunks. No byte comes or goes, so every offset stays true. */
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
