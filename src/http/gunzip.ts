import { pullFrom, toReadable } from "../streams/pull.ts";
import type { Pull } from "../streams/stage.ts";
import { type Upstream, upstreamError } from "./upstream-error.ts";

/** The first byte of a gzip body. No text starts with it. */
export const GZIP = 0x1f;

/** A body that remembers its error, and is cancelled at most once. */
class CompressedBody implements Pull<Uint8Array> {
  readonly #body: Pull<Uint8Array>;
  #isCancelled = false;
  /** The error of the body, which a DecompressionStream replaces by its own. */
  failure: { readonly error: unknown } | undefined;

  constructor(body: Pull<Uint8Array>) {
    this.#body = body;
  }

  pull(): Promise<readonly Uint8Array[] | undefined> {
    return this.#body.pull().catch((error: unknown) => {
      this.failure = { error };
      throw error;
    });
  }

  cancel(reason?: unknown): Promise<void> {
    if (this.#isCancelled) return Promise.resolve();
    this.#isCancelled = true;
    return this.#body.cancel(reason);
  }
}

/**
 * Decompresses a body that a proxy left compressed without saying so. Fails with the error of the source, with
 * `malformed` if it is not gzip, and with `truncated` if it ends too early.
 */
export const gunzipped = (upstream: Upstream, body: Pull<Uint8Array>): Pull<Uint8Array> => {
  const source = new CompressedBody(body);
  const gunzip = new DecompressionStream("gzip") as ReadableWritablePair<Uint8Array, Uint8Array>;
  const inflated = pullFrom(toReadable(source).pipeThrough(gunzip));
  let hasBegun = false;
  return {
    pull: async () => {
      try {
        const batch = await inflated.pull();
        hasBegun = true;
        return batch;
      } catch (cause) {
        if (source.failure !== undefined) throw source.failure.error;
        throw upstreamError(upstream, hasBegun ? "truncated" : "malformed", { cause });
      }
    },
    // Some runtimes do not cancel the source of a piped stream at once.
    cancel: async (reason) => {
      inflated.cancel(reason).catch(() => {});
      await source.cancel(reason);
    },
  };
};
