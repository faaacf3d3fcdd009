import { pullFrom, toReadable } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

/** The byte that a gzip body begins with, and no text. */
export const GZIP = 0x1f;

/**
 * A body that a proxy has left compressed without a word about it. Fails as its source fails, as `malformed` where it is
 * no gzip, and as `truncated` where it ends too early.
 */
export const gunzipped = (upstream: Upstream, body: Pull<Uint8Array>): Pull<Uint8Array> => {
  let lost: { readonly error: unknown } | undefined;
  let hasBegun = false;
  let isLeft = false;
  const source: Pull<Uint8Array> = {
    pull: () =>
      body.pull().catch((error: unknown) => {
        lost = { error };
        throw error;
      }),
    cancel: (reason) => {
      if (isLeft) return Promise.resolve();
      isLeft = true;
      return body.cancel(reason);
    },
  };
  const gunzip = new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>;
  const inflated = pullFrom(toReadable(source).pipeThrough(gunzip));
  return {
    pull: async () => {
      try {
        const batch = await inflated.pull();
        hasBegun = true;
        return batch;
      } catch (cause) {
        throw lost === undefined
          ? upstreamError(upstream, hasBegun ? "truncated" : "malformed", { cause })
          : lost.error;
      }
    },
    // Not every runtime tells the source of a stream it goes through at once.
    cancel: async (reason) => {
      inflated.cancel(reason).catch(() => {});
      await source.cancel(reason);
    },
  };
};
