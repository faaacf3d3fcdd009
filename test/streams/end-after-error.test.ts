import { array, assert, asyncProperty, constantFrom, integer } from "fast-check";
import { describe, expect, it } from "vitest";
import { FusedPull } from "../../src/streams/fused-pull.ts";
import {
  compilePatterns,
  fromIterable,
  PatternGate,
  pipeline,
  type Stage,
  type StreamPart,
  textGate,
} from "../../src/streams/index.ts";
import type { Pull } from "../../src/streams/stage.ts";

const FAILURE = new Error("the upstream broke");

const text = (said: string): StreamPart => ({ type: "text-delta", choice: 0, text: said });

const gate = (pattern: string, action: "block" | "mask" = "block"): Stage<StreamPart, StreamPart> => {
  const program = compilePatterns([pattern]);
  return textGate({ rail: pattern, create: () => new PatternGate(program, { action }) });
};

/** Fails after its last part, like a provider that fails in the middle of a stream. */
const breaking = (parts: readonly StreamPart[]): ReadableStream<StreamPart> => {
  const rest = [...parts];
  return new ReadableStream(
    {
      pull(controller) {
        const part = rest.shift();
        if (part === undefined) controller.error(FAILURE);
        else controller.enqueue(part);
      },
    },
    { highWaterMark: 0 },
  );
};

/** Fails inside the chain, like a decoder that decodes an error event. */
const throwing = (after: number): Stage<StreamPart, StreamPart> => {
  let seen = 0;
  return {
    name: "throwing",
    feed(part, output) {
      if (seen++ === after) throw FAILURE;
      output.enqueue(part);
    },
  };
};

const read = async (stream: ReadableStream<StreamPart>) => {
  const parts: StreamPart[] = [];
  let error: unknown;
  try {
    for await (const part of stream) parts.push(part);
  } catch (thrown) {
    error = thrown;
  }
  const said = parts.flatMap((part) => (part.type === "text-delta" ? [part.text] : [])).join("");
  return { said, error, types: parts.map(({ type }) => type) };
};

describe("a stream that fails", () => {
  const held = [text("The answer is s"), text("k-ab")];

  it("first releases the text that a gate held, if its source fails", async () => {
    const stream = pipeline<StreamPart>(breaking(held), [gate("sk-[a-z]{8}"), gate("k-abc")]);
    expect(await read(stream)).toMatchObject({ said: "The answer is sk-ab", error: FAILURE });
  });

  it("releases the text held by gates after the stage that failed", async () => {
    const stages = [throwing(2), gate("sk-[a-z]{8}")];
    const stream = pipeline<StreamPart>(fromIterable([...held, text("c")]), stages);
    expect(await read(stream)).toMatchObject({ said: "The answer is sk-ab", error: FAILURE });
  });

  it("drops the text held by the stage that failed, and by those before it", async () => {
    const failing: Stage<StreamPart, StreamPart> = {
      name: "failing",
      feed: () => {
        throw FAILURE;
      },
      endAfterError: (output) => output.enqueue(text("unjudged")),
    };
    const stages = [gate("sk-[a-z]{8}"), failing];
    expect(await read(pipeline<StreamPart>(fromIterable(held), stages))).toMatchObject({ said: "", error: FAILURE });
  });

  it("is blocked instead of failing, if the end completes a forbidden match", async () => {
    const { said, error, types } = await read(
      pipeline<StreamPart>(breaking([text("it is abc")]), [gate("abc(?:def)?")]),
    );
    expect({ said, error }).toEqual({ said: "it is ", error: undefined });
    expect(types).toEqual(["text-delta", "verdict", "finish"]);
  });

  it("is blocked instead of failing, if a stage before the gate failed", async () => {
    const stages = [throwing(1), gate("abc(?:def)?")];
    const { said, error, types } = await read(
      pipeline<StreamPart>(fromIterable([text("it is abc"), text("x")]), stages),
    );
    expect({ said, error }).toEqual({ said: "it is ", error: undefined });
    expect(types).toEqual(["text-delta", "verdict", "finish"]);
  });

  it("reports the first failure if a stage fails while releasing", async () => {
    const stage: Stage<StreamPart, StreamPart> = {
      name: "both",
      feed: (part, output) => output.enqueue(part),
      endAfterError: () => {
        throw new Error("another one");
      },
    };
    expect((await read(pipeline<StreamPart>(breaking(held), [stage]))).error).toBe(FAILURE);
  });

  it.each(["while it releases", "on what is released"])(
    "delivers what later stages hold if a stage fails %s",
    async (when) => {
      let fed = 0;
      const failing: Stage<StreamPart, StreamPart> = {
        name: "failing",
        feed(part, output) {
          if (when === "on what is released" && fed++ === held.length) throw new Error("another one");
          output.enqueue(part);
        },
        endAfterError(output) {
          if (when === "while it releases") throw new Error("another one");
          output.enqueue(text("unjudged"));
        },
      };
      const before: Stage<StreamPart, StreamPart> = {
        name: "before",
        feed: (part, output) => output.enqueue(part),
        endAfterError: (output) => output.enqueue(text("unjudged")),
      };
      const stages = [...(when === "on what is released" ? [before] : []), failing, gate("sk-[a-z]{8}")];
      expect(await read(pipeline<StreamPart>(breaking(held), stages))).toMatchObject({
        said: "The answer is sk-ab",
        error: FAILURE,
      });
    },
  );

  it("is not read again once it has failed", async () => {
    let pulled = 0;
    const source: Pull<StreamPart> = {
      async pull() {
        pulled += 1;
        if (pulled === 1) throw FAILURE;
        return [text("after the end")];
      },
      cancel: async () => {},
    };
    const pull = new FusedPull(source, [gate("sk-[a-z]{8}")]);
    await expect(pull.pull()).rejects.toBe(FAILURE);
    await expect(pull.pull()).rejects.toBe(FAILURE);
    await expect(pull.join([gate("k")]).pull()).rejects.toBe(FAILURE);
    expect({ pulled, open: pull.open }).toEqual({ pulled: 1, open: false });
  });

  it("delivers the same as the text that ends there, for any chunking and any position of the failure", async () => {
    await assert(
      asyncProperty(
        array(constantFrom("s", "k", "-", "a", "ab", "sk-", " "), { maxLength: 20 }),
        integer({ min: 0, max: 2 }),
        async (pieces, place) => {
          const parts = pieces.map(text);
          const gates = () => [gate("sk-a{2,3}"), gate("ab|a-b", "mask"), gate("k s", "mask")];
          const whole = await read(pipeline<StreamPart>(fromIterable(parts), gates()));
          const chain = gates();
          const broken = await read(pipeline<StreamPart>(breaking(parts), chain));
          expect(broken.said).toBe(whole.said);
          expect(broken.error).toBe(whole.types.includes("finish") ? undefined : FAILURE);
          const inside = await read(
            pipeline<StreamPart>(fromIterable([...parts, text("x")]), [
              throwing(parts.length),
              ...gates().slice(place),
            ]),
          );
          const rest = await read(pipeline<StreamPart>(fromIterable(parts), gates().slice(place)));
          expect(inside.said).toBe(rest.said);
        },
      ),
      { numRuns: 200 },
    );
  });
});
