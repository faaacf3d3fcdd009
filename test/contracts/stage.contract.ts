import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AsyncStage, type Stage, toTransformStream } from "../../src/streams/index.ts";
import { pipeline } from "../../src/streams/pipeline.ts";

type AnyStage = Stage<never, unknown> | AsyncStage<never, unknown>;

/** A stage or chain of stages under contract. */
export interface StageContract<In, Out> {
  readonly name: string;
  /** New stages for one stream. */
  readonly create: () => readonly AnyStage[];
  /** The chunks of one stream. */
  readonly input: fc.Arbitrary<readonly In[]>;
  /** The number of positions at which a chunk can be split, plus one. 1 for a chunk that cannot be split. */
  readonly size: (chunk: In) => number;
  readonly slice: (chunk: In, from: number, to: number) => In;
  /** The output to compare, which must not depend on chunking. */
  readonly join: (output: readonly Out[]) => unknown;
  /** The expected output, for stages whose whole output is known. */
  readonly expected?: (input: readonly In[]) => unknown;
  /** A stream that the stage ends early. Its last chunk must not be read. */
  readonly terminating?: readonly In[];
  /** The number of streams to test. Default 1000. */
  readonly runs?: number;
}

interface Result<Out> {
  readonly output: readonly Out[];
  readonly error: unknown;
}

const WAYS = ["pipeline", "pipeThrough"] as const;
type Way = (typeof WAYS)[number];

const compose = <Out>(source: ReadableStream<unknown>, stages: readonly AnyStage[], way: Way): ReadableStream<Out> =>
  way === "pipeline"
    ? pipeline<Out>(source, stages)
    : (stages.reduce<ReadableStream<unknown>>(
        (stream, stage) => stream.pipeThrough(toTransformStream(stage as Stage<unknown, unknown>)),
        source,
      ) as ReadableStream<Out>);

/** A source that counts its reads, delivers only on reads, and optionally fails at its end. */
const watched = <In>(chunks: readonly In[], failure?: Error) => {
  const seen = { reads: 0, cancelled: false, reason: undefined as unknown };
  const stream = new ReadableStream<In>(
    {
      pull(controller) {
        const chunk = chunks[seen.reads++];
        if (chunk !== undefined) controller.enqueue(chunk);
        else if (failure !== undefined) controller.error(failure);
        else controller.close();
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

const drain = async <Out>(stream: ReadableStream<Out>): Promise<Result<Out>> => {
  const output: Out[] = [];
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { output, error: undefined };
      output.push(value);
    }
  } catch (error) {
    return { output, error };
  }
};

/** Runs everything that is ready. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 50; i++) await Promise.resolve();
};

type Cuts<In> = Pick<StageContract<In, unknown>, "size" | "slice">;

/** Splits every chunk at pseudo-random positions, by a seed. */
const recut = <In>({ size, slice }: Cuts<In>, chunks: readonly In[], seed: number): In[] => {
  let state = seed | 1;
  const random = (limit: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
  const widest = 1 + random(12);
  return chunks.flatMap((chunk) => {
    const pieces: In[] = [];
    const end = size(chunk);
    for (let from = 0; from < end;) {
      const to = end === 1 ? 1 : Math.min(end, from + 1 + random(widest));
      pieces.push(end === 1 ? chunk : slice(chunk, from, to));
      from = to;
    }
    return pieces;
  });
};

const singles = <In>({ size, slice }: Cuts<In>, chunks: readonly In[]): In[] =>
  chunks.flatMap((chunk) =>
    size(chunk) === 1 ? [chunk] : Array.from({ length: size(chunk) }, (_, at) => slice(chunk, at, at + 1)),
  );

const codeOf = (error: unknown): unknown =>
  error instanceof Error ? ((error as { code?: unknown }).code ?? error.message) : error;

/** The contract of stages, alone and in chains, in a `pipeline` and composed by hand. */
export const stageContract = <In, Out>(contract: StageContract<In, Out>): void => {
  const { name, create, input, join, expected, terminating, runs = 1_000 } = contract;

  const run = async (chunks: readonly In[], way: Way, failure?: Error) => {
    const { output, error } = await drain(compose<Out>(watched(chunks, failure).stream, create(), way));
    return { joined: join(output), error: codeOf(error) };
  };
  const samples = fc.sample(input, { numRuns: 10, seed: 7 });

  describe(`${name} fulfils the contract of a stage:`, () => {
    it("its output does not depend on the chunking of its input", async () => {
      await fc.assert(
        fc.asyncProperty(input, fc.nat(), async (chunks, seed) => {
          const whole = await run(chunks, "pipeline");
          if (expected !== undefined) expect(whole.joined).toEqual(expected(chunks));
          expect(await run(recut(contract, chunks, seed), "pipeline")).toEqual(whole);
        }),
        { numRuns: runs },
      );
    });

    it("its output does not depend on composition, or on splits between all units", async () => {
      for (const [at, chunks] of samples.entries()) {
        const whole = await run(chunks, "pipeline");
        expect(await run(chunks, "pipeThrough")).toEqual(whole);
        expect(await run(singles(contract, chunks), "pipeline")).toEqual(whole);
        expect(await run(recut(contract, chunks, at + 1), "pipeThrough")).toEqual(whole);
      }
    });

    it.each(WAYS)("an error of the source is delivered after earlier output (%s)", async (way) => {
      for (const chunks of samples) {
        const failure = new Error("the source broke");
        const whole = await run(chunks, "pipeline", failure);
        expect(await run(singles(contract, chunks), way, failure)).toEqual(whole);
      }
      const { stream } = watched<In>([], new Error("at once"));
      const { error } = await drain(compose<Out>(stream, create(), way));
      expect(error).toHaveProperty("message", "at once");
    });

    it.each(WAYS)("cancelling its output cancels its source with the same reason (%s)", async (way) => {
      let tried = 0;
      for (const chunks of samples) {
        const { stream, seen } = watched([...singles(contract, chunks), ...singles(contract, chunks)]);
        const reader = compose<Out>(stream, create(), way).getReader();
        const { done } = await reader.read().catch(() => ({ done: true }));
        await settle();
        if (done || seen.cancelled) continue;
        tried++;
        const reason = new Error("nobody listens");
        await reader.cancel(reason);
        await settle();
        expect(seen).toMatchObject({ cancelled: true, reason });
      }
      expect(tried).toBeGreaterThan(0);
    });

    it("nothing is read before a read of its output", async () => {
      const [chunks = []] = samples;
      const row = watched(chunks);
      const reader = compose<Out>(row.stream, create(), "pipeline").getReader();
      await settle();
      expect(row.seen.reads).toBe(0);
      await reader.cancel();
      const byHand = watched(chunks);
      const hand = compose<Out>(byHand.stream, create(), "pipeThrough").getReader();
      await settle();
      expect(byHand.seen.reads).toBeLessThanOrEqual(create().length);
      await hand.cancel();
    });

    if (terminating === undefined) return;
    it.each(WAYS)("ending early cancels its source (%s)", async (way) => {
      const { stream, seen } = watched(terminating);
      const { error } = await drain(compose<Out>(stream, create(), way));
      await settle();
      expect(error).toBeUndefined();
      expect(seen.cancelled).toBe(true);
      if (way === "pipeline") expect(seen.reads).toBeLessThan(terminating.length);
    });
  });
};
