import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { defineRail, LLMRails, RailsConfig } from "../../../src/node/index.ts";
import type { CheckRail, Rail, RailDecision, RailInput } from "../../../src/rails/rail.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import { ManualClock } from "../../support/engine.ts";

/** The decision of a rail on a word. All but the first prevent its delivery. */
type Ending = "allow" | "block" | "throw" | "nonsense";
const ending = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Ending>("allow") },
  fc.constantFrom<Ending>("block", "throw", "nonsense"),
);

interface Word {
  readonly isMasked: boolean;
  readonly first: Ending;
  readonly second: Ending;
}

const scene = fc.record({
  words: fc.array(fc.record({ isMasked: fc.boolean(), first: ending, second: ending }), {
    minLength: 1,
    maxLength: 12,
  }),
  question: ending,
  parallel: fc.boolean(),
  speculates: fc.boolean(),
  streamFirst: fc.boolean(),
  inFlight: fc.integer({ min: 1, max: 4 }),
  /** The number of chunks after which the reader cancels. */
  leavesAfter: fc.option(fc.nat(6)),
});
type Scene = typeof scene extends fc.Arbitrary<infer One> ? One : never;

const decide = (how: Ending): RailDecision => {
  if (how === "throw") throw new Error("It broke");
  return how === "nonsense" ? ("yes" as unknown as RailDecision) : { outcome: how };
};

const LETTERS = "abcdefghijkl";

/** Words of one token each, so that no window splits one. */
const named = (kind: "word" | "masked", place: number): string => ` ${kind}${LETTERS[place]}`;

const placesIn = (text: string): readonly number[] =>
  [...text.matchAll(/word([a-l])/g)].map(([, letter = ""]) => LETTERS.indexOf(letter));

/** One request with a model, judges and reader that are controlled by the scheduler. */
class Play {
  readonly clock: ManualClock = new ManualClock();
  read = "";
  /** Whether the reader reached the end, or its error. */
  end: "over" | "left" | { readonly error: unknown } | undefined;
  status: string | undefined;
  isModelOpen = false;
  readonly #scene: Scene;
  readonly #scheduler: fc.Scheduler;

  constructor(one: Scene, scheduler: fc.Scheduler) {
    this.#scene = one;
    this.#scheduler = scheduler;
  }

  async run(): Promise<void> {
    const stream = this.#rails().streamAsync({ prompt: "hi" });
    void stream.outcome.then(
      ({ status }) => (this.status = status),
      () => (this.status = "rejected"),
    );
    void this.#read(stream.getReader()).catch((error: unknown) => (this.end = { error }));
    await this.#scheduler.waitIdle();
  }

  async #read(reader: ReadableStreamDefaultReader<string>): Promise<void> {
    const most = this.#scene.leavesAfter ?? Infinity;
    for (let taken = 0; taken < most; taken++) {
      await this.#turn("read");
      const { done, value } = await reader.read();
      if (done) return void (this.end = "over");
      this.read += value;
    }
    await reader.cancel(new Error("left"));
    this.end = "left";
  }

  #turn(label: string): Promise<void> {
    return this.#scheduler.schedule(Promise.resolve(), label);
  }

  #rails(): LLMRails {
    const { parallel, speculates, streamFirst, inFlight } = this.#scene;
    const streaming = {
      enabled: true,
      chunk_size: 2,
      context_size: 0,
      max_in_flight: inFlight,
      stream_first: streamFirst,
    };
    const input = { flows: ["question"], speculative_generation: speculates };
    const output = { flows: ["masks", "first", "second"], parallel, streaming };
    const rails: readonly Rail[] = [
      this.#judge("question", "whole", () => this.#scene.question),
      defineRail({
        name: "masks",
        reads: "incremental",
        createGate: () => new PatternGate(compilePatterns(["masked[a-l]"]), { action: "mask", label: "N" }),
      }),
      this.#judge("first", "window", (text) => this.#worst(text, ({ first }) => first)),
      this.#judge("second", "window", (text) => this.#worst(text, ({ second }) => second)),
    ];
    return new LLMRails(RailsConfig.fromObject({ rails: { input, output } }), {
      llm: languageModelFromStream(() => this.#answer()),
      rails,
      clock: this.clock,
    });
  }

  #judge(name: string, reads: CheckRail["reads"], of: (text: string) => Ending): Rail {
    const check = async ({ fresh }: RailInput): Promise<RailDecision> => {
      await this.#turn(name);
      return decide(of(fresh));
    };
    return defineRail({ name, reads, check });
  }

  /** The strictest decision on the words of a window. */
  #worst(text: string, of: (word: Word) => Ending): Ending {
    const words = placesIn(text).map((place) => this.#scene.words[place] as Word);
    return words.map(of).find((how) => how !== "allow") ?? "allow";
  }

  async *#answer(): AsyncGenerator<string> {
    this.isModelOpen = true;
    try {
      for (const [place, { isMasked }] of this.#scene.words.entries()) {
        await this.#turn("model");
        yield named(isMasked ? "masked" : "word", place);
      }
    } finally {
      this.isModelOpen = false;
    }
  }
}

const isWithheld = ({ isMasked, first, second }: Word): boolean =>
  !isMasked && (first !== "allow" || second !== "allow");

const wordsOf = ({ words }: Scene): readonly string[] =>
  words.map(({ isMasked }, place) => (isMasked ? " <REDACTED>" : named("word", place)));

/** The outcome of an answer that was read to its end. */
const statusOf = ({ question, words }: Scene): string => {
  if (question !== "allow" || words.some(isWithheld)) return "blocked";
  return words.some(({ isMasked }) => isMasked) ? "modified" : "passed";
};

describe("a request with any order of rails, model and reader", () => {
  it("delivers nothing that a rail forbids or masks, ends correctly, and leaves nothing open", async () => {
    await fc.assert(
      fc.asyncProperty(scene, fc.scheduler(), async (one, scheduler) => {
        const play = new Play(one, scheduler);
        await play.run();
        const whole = wordsOf(one);
        const said = play.read.replace(/\{"error".*$|^I'm sorry.*$/, "");
        expect(whole.join("").startsWith(said)).toBe(true);
        expect(play.read).not.toContain("masked");
        const forbidden = placesIn(said).filter((place) => isWithheld(one.words[place] as Word));
        if (!one.streamFirst) expect(forbidden).toEqual([]);
        if (one.question !== "allow") expect(said).toBe("");
        expect([play.isModelOpen, play.clock.pending]).toEqual([false, 0]);
        expect(play.status).toBeDefined();
        if (play.end === "left") return;
        expect([play.end, play.status]).toEqual(["over", statusOf(one)]);
        if (play.status !== "blocked") expect(said).toBe(whole.join(""));
      }),
      { numRuns: 200 },
    );
  });
});
