import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ProviderError } from "../../src/errors.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { collect } from "../../src/streams/consumers.ts";
import { pipeline } from "../../src/streams/pipeline.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";
import { ask, streamAll, streamUntilError, textOf } from "../support/model-runtime.ts";
import { cutAt } from "../support/recorded.ts";

/** The answer of every model under contract. */
export const ANSWER = "Hello, wörld 🌍";

/** A model that stalls in the middle of an answer, and whether its upstream was cancelled. */
export interface HangingModel {
  readonly model: LanguageModel;
  stopped(): boolean;
}

export interface ModelHarness {
  /** Answers {@link ANSWER} with usage 7 + 3. */
  complete(): LanguageModel;
  /** Sends the beginning of the answer and ends without an error. */
  truncated(): LanguageModel;
  /** Fails before the first part. */
  failing(): LanguageModel;
  /** Sends "Hello" and stalls. Absent for a model without an observable upstream. */
  hanging?(): HangingModel;
  /** For models that decode bytes: the recorded bytes of the answer, and a model that receives other bytes. */
  readonly bytes?: Uint8Array;
  fromBytes?(chunks: readonly Uint8Array[]): LanguageModel;
}

const isDelta = ({ type }: StreamPart): boolean => type.endsWith("-delta");

/** Joins consecutive deltas of one type, so that parts can be compared independently of chunking. */
const joinDeltas = (parts: readonly StreamPart[]): readonly unknown[] => [
  textOf(parts, 0, "reasoning-delta"),
  textOf(parts),
  ...parts.filter((part) => !isDelta(part)),
];

/** The contract of LanguageModel. */
export const languageModelContract = (name: string, harness: ModelHarness): void => {
  describe(`${name} fulfils the contract of LanguageModel`, () => {
    it("streams its answer in order: deltas, one finish, usage", async () => {
      const parts = await streamAll(harness.complete());
      expect(textOf(parts)).toBe(ANSWER);
      // Signatures refer to deltas.
      const ofDeltas = new Set(["response", "thought-state"]);
      const control = parts.filter((part) => !isDelta(part) && !ofDeltas.has(part.type));
      expect(control).toEqual([
        { type: "finish", choice: 0, reason: "stop" },
        {
          type: "usage",
          choice: 0,
          usage: expect.objectContaining({ promptTokens: 7, completionTokens: 3, totalTokens: 10 }),
        },
      ]);
      const lastDelta = parts.findLastIndex(isDelta);
      expect(parts.findIndex(({ type }) => type === "finish")).toBeGreaterThan(lastDelta);
      expect(parts.findIndex(({ type }) => type === "response")).toBeLessThanOrEqual(0);
    });

    it("generates what it streams", async () => {
      const response = await harness.complete().generate(ask());
      expect(response.choices).toHaveLength(1);
      expect(response.choices[0]).toMatchObject({ content: ANSWER, finishReason: "stop" });
      expect(response.usage).toMatchObject({ promptTokens: 7, completionTokens: 3, totalTokens: 10 });
    });

    it("serves requests independently of each other", async () => {
      const model = harness.complete();
      const [one, two] = await Promise.all([streamAll(model), streamAll(model)]);
      expect(joinDeltas(one)).toEqual(joinDeltas(two));
    });

    it("rejects with a ProviderError when the call fails before the first part", async () => {
      await expect(harness.failing().stream(ask())).rejects.toBeInstanceOf(ProviderError);
      await expect(harness.failing().generate(ask())).rejects.toBeInstanceOf(ProviderError);
    });

    it("delivers the text so far and then `truncated` if the answer is cut off", async () => {
      const { parts, error } = await streamUntilError(harness.truncated());
      expect(textOf(parts)).toBe("Hello");
      expect(error).toMatchObject({ code: "truncated" });
      expect(parts.some(({ type }) => type === "finish")).toBe(false);
    });

    it("an abort before the call rejects with the signal's reason", async () => {
      const reason = new Error("gone");
      const request = ask("Hi", { signal: AbortSignal.abort(reason) });
      await expect(harness.complete().stream(request)).rejects.toBe(reason);
      await expect(harness.complete().generate(request)).rejects.toBe(reason);
    });

    const { bytes, fromBytes } = harness;
    if (bytes === undefined || fromBytes === undefined) return;

    it("decodes the same parts for any chunking", async () => {
      const whole = joinDeltas(await streamAll(fromBytes([bytes])));
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(bytes.length - 1), { maxLength: 24 }), async (places) => {
          expect(joinDeltas(await streamAll(fromBytes(cutAt(bytes, places))))).toEqual(whole);
        }),
        { numRuns: 200 },
      );
      const singles = Array.from(bytes, (byte) => Uint8Array.of(byte));
      expect(joinDeltas(await streamAll(fromBytes(singles)))).toEqual(whole);
    });

    it("never treats the start of an answer as complete", async () => {
      const text = new TextDecoder().decode(bytes);
      const end = new TextEncoder().encode(text.slice(0, text.indexOf(" 🌍"))).length;
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: end }), async (size) => {
          const { parts, error } = await streamUntilError(fromBytes([bytes.subarray(0, size)]));
          expect(error).toBeInstanceOf(ProviderError);
          expect(ANSWER.startsWith(textOf(parts))).toBe(true);
        }),
        { numRuns: 100 },
      );
    });
  });

  const { hanging } = harness;
  if (hanging === undefined) return;

  describe(`${name} cancels its upstream`, () => {
    it("cancelling the stream cancels the upstream", async () => {
      const { model, stopped } = hanging();
      const stream = await model.stream(ask());
      expect(stopped()).toBe(false);
      await stream.cancel("enough");
      expect(stopped()).toBe(true);
    });

    it("cancelling a pipeline after it cancels the upstream, too", async () => {
      const { model, stopped } = hanging();
      await pipeline(await model.stream(ask()), []).cancel("enough");
      expect(stopped()).toBe(true);
    });

    it("an abort in the middle of the stream errors it with the signal's reason and cancels the upstream", async () => {
      const { model, stopped } = hanging();
      const abort = new AbortController();
      const stream = await model.stream(ask("Hi", { signal: abort.signal }));
      const rest = collect(stream);
      const reason = new Error("gone");
      abort.abort(reason);
      await expect(rest).rejects.toBe(reason);
      expect(stopped()).toBe(true);
    });
  });
};
