import type { CheckGateOptions } from "../../../src/streams/gates/check-gate-options.ts";
import { checkGate } from "../../../src/streams/gates/check-gate.ts";
import type { GateDecision } from "../../../src/streams/gates/check-queue.ts";
import type { GateWindow } from "../../../src/streams/gates/gate-track.ts";
import type { Pull } from "../../../src/streams/stage.ts";
import { RollingWindow, type RollingWindowOptions } from "../../../src/text/rolling-window.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { isDelta, slicePart, sizeOfPart } from "../parts.ts";

export const verdictOf = (window: GateWindow): Verdict => ({
  status: "blocked",
  rail: `window ${window.choice} ${window.channel} ${window.start}`,
  railType: "output",
  code: "content_blocked",
  channel: window.channel,
});

export interface Open {
  readonly window: GateWindow;
  decide(decision: GateDecision): void;
}

/** A gate whose checks the test decides, with a client that reads everything available. */
export const run = (
  reads: readonly (readonly StreamPart[] | Promise<undefined>)[],
  options: Partial<CheckGateOptions>,
) => {
  const open: Open[] = [];
  const left: StreamPart[] = [];
  const seen = { done: false, cancelled: false, reads: 0 };
  const source: Pull<StreamPart> = {
    pull: async () => (seen.cancelled ? undefined : reads[seen.reads++]),
    cancel: async () => void (seen.cancelled = true),
  };
  const check = (window: GateWindow): Promise<GateDecision> => new Promise((decide) => open.push({ window, decide }));
  const gate = checkGate({ chunkSize: 1, contextSize: 0, streamFirst: true, check, ...options }).attach(source);
  const read = async (): Promise<void> => {
    for (let batch = await gate.pull(); batch !== undefined; batch = await gate.pull()) left.push(...batch);
    seen.done = true;
  };
  void read();
  return { open, left, seen };
};

/** Runs everything that is ready without a verdict. */
export const settle = async ({ open, left, seen }: ReturnType<typeof run>): Promise<void> => {
  const state = (): string => `${open.length} ${left.length} ${seen.reads} ${seen.done}`;
  for (let before = ""; before !== state();) {
    before = state();
    for (let i = 0; i < 20; i++) await Promise.resolve();
  }
};

/** Splits parts into reads of the given sizes, repeatedly. */
export const readsOf = (parts: readonly StreamPart[], sizes: readonly number[]): StreamPart[][] => {
  const reads: StreamPart[][] = [];
  for (let at = 0; at < parts.length;) {
    const size = sizes[reads.length % sizes.length] ?? 1;
    reads.push(parts.slice(at, at + size));
    at += size;
  }
  return reads;
};

/** Splits every delta into pieces of the given sizes. */
export const cutAll = (parts: readonly StreamPart[], sizes: readonly number[]): StreamPart[] => {
  let turn = 0;
  return parts.flatMap((part) => {
    const pieces: StreamPart[] = [];
    for (let from = 0; from < sizeOfPart(part);) {
      const to = from + (sizes[turn++ % sizes.length] ?? 1);
      pieces.push(isDelta(part) ? slicePart(part, from, to) : part);
      from = to;
    }
    return pieces;
  });
};

export const windowsOf = (value: string, options: RollingWindowOptions): readonly { readonly end: number }[] => {
  const window = new RollingWindow(options);
  return [...window.feed(value), ...window.end()].map(({ start, fresh }) => ({ end: start + fresh.length }));
};
