import {
  type GateDecision,
  type GateWindow,
  checkGate,
  type CheckGateOptions,
  pipeline,
} from "../../../src/streams/index.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import type { Verdict } from "../../../src/types/verdict.ts";
import { isDelta } from "../parts.ts";

export const verdict: Verdict = {
  status: "blocked",
  rail: "judge",
  railType: "output",
  code: "content_blocked",
  channel: "text",
};
export const modified: Verdict = { ...verdict, status: "modified" };

/** A check that the test decides. */
export interface Asked {
  readonly window: GateWindow;
  readonly signal: AbortSignal;
  decide(decision: GateDecision): void;
  fail(error: unknown): void;
}

/** Runs everything that is ready. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 60; i++) await Promise.resolve();
};

export type Step = StreamPart | Error | "wait";

/** A source that delivers one part per read, stalls, or fails. */
const sourceOf = (steps: readonly Step[]) => {
  const seen = { reads: 0, cancelled: false, reason: undefined as unknown };
  const stream = new ReadableStream<StreamPart>(
    {
      pull(controller) {
        const step = steps[seen.reads++];
        if (step === undefined) return controller.close();
        if (step === "wait") return new Promise(() => {});
        if (step instanceof Error) return controller.error(step);
        return controller.enqueue(step);
      },
      cancel(reason) {
        seen.cancelled = true;
        seen.reason = reason;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, seen };
};

/** Runs a gate over a source. The test decides the checks and reads the output. */
export const idle = (steps: readonly Step[], options: Partial<CheckGateOptions> = {}) => {
  const asked: Asked[] = [];
  const check = (window: GateWindow, signal: AbortSignal): Promise<GateDecision> =>
    new Promise((decide, fail) => asked.push({ window, signal, decide, fail }));
  const { stream, seen } = sourceOf(steps);
  const gate = checkGate({ chunkSize: 1, contextSize: 0, unit: "delta", streamFirst: false, check, ...options });
  return { asked, seen, reader: pipeline<StreamPart>(stream, [gate]).getReader() };
};

/** Runs a gate over a source and reads all of its output. */
export const start = (steps: readonly Step[], options: Partial<CheckGateOptions> = {}) => {
  const { asked, seen, reader } = idle(steps, options);
  const got = { parts: [] as StreamPart[], done: false, error: undefined as unknown };
  const read = async (): Promise<void> => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) got.parts.push(next.value);
    got.done = true;
  };
  read().catch((error: unknown) => {
    got.error = error;
  });
  const freshOf = (): string[] => asked.map(({ window }) => window.fresh);
  return { asked, seen, got, reader, freshOf };
};

export const allow = { outcome: "allow" } as const;
export const block = { outcome: "block", verdict } as const;
export const kinds = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (isDelta(part) ? part.text : part.type)).join(" ");
