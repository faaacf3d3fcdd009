import { putBack } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import { GZIP, gunzipped } from "./gunzip.ts";
import type { Upstream } from "./upstream-error.ts";

export interface SniffedBody {
  /** `events`: a `text/event-stream`. `other`: everything else, JSON first of all. */
  readonly kind: "events" | "other";
  /** The whole body, decompressed. */
  readonly body: Pull<Uint8Array>;
}

/** White space, and the bytes of a byte order mark. */
const SKIPPED: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]);

/** First characters of `data`, `event`, `id`, `retry` and of comments. No JSON object or list starts with one. */
const OF_EVENTS: ReadonlySet<number> = new Set(Array.from("deir:", (char) => char.charCodeAt(0)));

/** Bytes of leading white space after which a body counts as `other`. */
const MAX_BLANK = 65_536;

const firstByte = (batch: readonly Uint8Array[]): number | undefined => {
  for (const bytes of batch) for (const byte of bytes) if (!SKIPPED.has(byte)) return byte;
  return undefined;
};

interface BegunBody {
  readonly first: number | undefined;
  readonly body: Pull<Uint8Array>;
}

const begun = async (body: Pull<Uint8Array>): Promise<BegunBody> => {
  const read: Uint8Array[] = [];
  let size = 0;
  for (let batch = await body.pull(); batch !== undefined; batch = await body.pull()) {
    for (const bytes of batch) {
      read.push(bytes);
      size += bytes.length;
    }
    const first = firstByte(batch);
    if (first === undefined && size < MAX_BLANK) continue;
    return { first, body: putBack(body, read) };
  }
  return { first: undefined, body: read.length === 0 ? body : putBack(body, read) };
};

/**
 * Determines by its first character whether a body is an event stream, JSON or gzip. The headers `content-type` and
 * `content-encoding` of servers and proxies are often wrong. Waits for that character.
 *
 * @param upstream - named in errors about the body.
 */
export const sniffBody = async (upstream: Upstream, body: Pull<Uint8Array>): Promise<SniffedBody> => {
  const sent = await begun(body);
  const plain = sent.first === GZIP ? await begun(gunzipped(upstream, sent.body)) : sent;
  return { kind: OF_EVENTS.has(plain.first ?? 0) ? "events" : "other", body: plain.body };
};
