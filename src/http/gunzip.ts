import { pullFrom, toReadable } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

/** The first byte of a gzip body. No text starts with it. */
export const GZIP = 0x1f;

/**
 * Decompresses a body that a proxy left compressed without saying so. Fails with the error of the source, with
 * `malformed` if it is not gzip, and with `truncated` if it ends too early.
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
    // Some runtimes do not cancel the source of a piped stream at once.
    cancel: async (reason) => {
      inflated.cancel(reason).catch(() => {});
      await source.cancel(reason);
    },
  };
};
