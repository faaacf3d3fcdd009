import * as fc from "fast-check";
import { expect, it } from "vitest";
import { pullThrough } from "../../src/streams/pipeline.ts";
import { putBack } from "../../src/streams/pull.ts";
import type { Pull, Stage, StageOutput } from "../../src/streams/stage.ts";

const FEEDS = ["pass", "pass", "twice", "drop", "hold", "pass and terminate"] as const;
const ENDS = ["release", "release", "drop", "release and terminate"] as const;

interface Behavior {
  /** What is done with each chunk, in turns. */
  readonly feeds: readonly (typeof FEEDS)[number][];
  readonly collects: boolean;
  readonly end: (typeof ENDS)[number] | undefined;
  readonly endAfterError: (typeof ENDS)[number] | undefined;
}

/** A stage whose chunks leave at once, at the end of their batch if it collects, or at its own end if it holds them. */
const stageOf = ({ feeds, collects, end, endAfterError }: Behavior, name: string): Stage<string, string> => {
  const [held, collected]: [string[], string[]] = [[], []];
  let fed = 0;
  const flush = (output: StageOutput<string>): void => collected.splice(0).forEach((chunk) => output.enqueue(chunk));
  const ending = (how: (typeof ENDS)[number]) => {
    return (output: StageOutput<string>): void => {
      for (const chunk of held.splice(0)) if (how !== "drop") output.enqueue(`${chunk}!`);
      if (how.endsWith("terminate")) output.terminate();
    };
  };
  return {
    name,
    feed(chunk, output) {
      const how = feeds[fed++ % feeds.length] ?? "pass";
      if (how === "hold") held.push(chunk);
      else if (how !== "drop") collected.push(...Array<string>(how === "twice" ? 2 : 1).fill(chunk + name));
      if (!collects || how.endsWith("terminate")) flush(output);
      if (how.endsWith("terminate")) output.terminate();
    },
    ...(collects ? { endBatch: flush } : {}),
    ...(end === undefined ? {} : { end: ending(end) }),
    ...(endAfterError === undefined ? {} : { endAfterError: ending(endAfterError) }),
  };
};

/** Fails at a chunk, or at the end if there are fewer. */
const failing = (after: number): Stage<string, string> => {
  let left = after;
  const fail = (): never => {
    throw new Error("a stage broke");
  };
  return {
    name: "failing",
    feed: (chunk, output) => (left-- > 0 ? output.enqueue(chunk) : fail()),
    end: fail,
  };
};

const sourceOf = (batches: readonly (readonly string[])[], isBroken: boolean): Pull<string> => {
  const rest = [...batches];
  return {
    async pull() {
      if (rest.length === 0 && isBroken) throw new Error("the source broke");
      return rest.shift();
    },
    cancel: () => Promise.resolve(),
  };
};

/** A pull that no stage can join, so that stages behind it are a chain of their own. */
const apart = (pull: Pull<string>): Pull<string> => ({
  pull: () => pull.pull(),
  cancel: (reason) => pull.cancel(reason),
});

const read = async (pull: Pull<string>) => {
  const output: string[] = [];
  try {
    for (let batch = await pull.pull(); batch !== undefined; batch = await pull.pull()) output.push(...batch);
    return { output };
  } catch (error) {
    return { output, error: (error as Error).message };
  }
};

const behavior: fc.Arbitrary<Behavior> = fc.record({
  feeds: fc.array(fc.constantFrom(...FEEDS), { minLength: 1, maxLength: 4 }),
  collects: fc.boolean(),
  end: fc.option(fc.constantFrom(...ENDS), { nil: undefined }),
  endAfterError: fc.option(fc.constantFrom(...ENDS), { nil: undefined }),
});
const batches = fc.array(fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 }), { maxLength: 4 });
const failure = fc.option(
  fc.oneof(fc.constant("source" as const), fc.record({ place: fc.nat({ max: 3 }), after: fc.nat({ max: 6 }) })),
);

it("stages in one chain deliver what each delivers in a chain of its own, also those that join later", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(behavior, { minLength: 2, maxLength: 4 }),
      batches,
      failure,
      async (behaviors, given, fails) => {
        const source = (): Pull<string> => sourceOf(given, fails === "source");
        const stages = (): readonly Stage<string, string>[] => {
          const all = behaviors.map((one, at) => stageOf(one, `${at}`));
          return fails === null || fails === "source" ? all : all.toSpliced(fails.place, 0, failing(fails.after));
        };
        const expected = await read(
          stages().reduce((pull, stage) => apart(pullThrough<string>(pull, [stage])), source()),
        );
        expect(await read(pullThrough<string>(source(), stages()))).toEqual(expected);
        const [first, ...others] = stages();
        const begun = pullThrough<string>(source(), first === undefined ? [] : [first]);
        const head = await begun.pull().catch(() => undefined);
        if (head !== undefined) expect(await read(pullThrough<string>(putBack(begun, head), others))).toEqual(expected);
      },
    ),
    { numRuns: 1_000 },
  );
});
