import { describe, expect, it } from "vitest";
import type { LLMRailsOptions } from "../../../src/engine/llm-rails-options.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { isBlock } from "../../../src/streams/gates/verdicts.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import {
  collect,
  HELLO,
  JUDGE_MODELS,
  judge,
  ManualClock,
  railsOf,
  RecordingModel,
  textParts,
  withJudge,
} from "../../support/engine.ts";

const ASKED = { ...HELLO, options: { log: { held_text: true } } };
const MASKS = `
rails:
  output: { flows: [regex redact output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: ["sk-[a-z]{3}"] } } }
`;
const JUDGED = (streamFirst: boolean): string => `${JUDGE_MODELS}
rails:
  output:
    flows: [self check output]
    streaming: { enabled: true, chunk_size: 2, context_size: 1, stream_first: ${streamFirst} }
`;

/** A model that takes ten milliseconds for every piece. */
const paced = (clock: ManualClock, parts: readonly StreamPart[]): LanguageModel => {
  const model = new RecordingModel(parts);
  return {
    provider: "fake",
    model: "m",
    generate: (request) => model.generate(request),
    async stream(request) {
      const parts = await model.stream(request);
      return parts.pipeThrough(
        new TransformStream({
          transform(part, output) {
            clock.advance(10);
            output.enqueue(part);
          },
        }),
      );
    },
  };
};

const timed = (yaml: string, text: string, options: (clock: ManualClock) => LLMRailsOptions = () => ({})) => {
  const clock = new ManualClock();
  return railsOf(yaml, { llm: paced(clock, textParts(text, 2)), ...options(clock), clock });
};

describe("held text", () => {
  it("is in the log of a stream: how much a pattern held back, and for how long", async () => {
    const stream = timed(MASKS, "ab sk-abc de").streamAsync(ASKED);
    expect((await collect(stream)).join("")).toBe("ab <REDACTED> de");
    const [held, ...others] = (await stream.log).held_text ?? [];
    expect(others).toEqual([]);
    expect(held).toMatchObject({ rails: ["regex redact output"], rail_type: "output", characters: 12, withheld: 0 });
    expect(held).toMatchObject({ max: 0.03, most: 5 });
  });

  it("includes the text that waits for a judge", async () => {
    const held = async (streamFirst: boolean) => {
      const rails = timed(JUDGED(streamFirst), "one two three four five six", (clock) =>
        withJudge(
          paced(clock, textParts("one two three four five six", 2)),
          judge(() => "No"),
        ),
      );
      const stream = rails.streamAsync(ASKED);
      await collect(stream);
      return (await stream.log).held_text;
    };
    const [waits] = (await held(false)) ?? [];
    expect(waits).toMatchObject({ rails: ["self check output"], characters: 27, held: 27, withheld: 0 });
    expect(waits?.max).toBeGreaterThanOrEqual(0.02);
    const [leaves] = (await held(true)) ?? [];
    expect(leaves?.held).toBeLessThan(27);
  });

  it("is in verdicts, and that of a block includes the withheld text", async () => {
    const rails = timed(MASKS.replace("redact", "check"), "ab sk-abc de");
    const parts = await collect(rails.streamParts(ASKED));
    const block = parts.flatMap((part) => (part.type === "verdict" && isBlock(part.verdict) ? [part.verdict] : []))[0];
    expect(block?.held).toMatchObject({ characters: 10, withheld: 7 });
  });

  it("is measured only if requested, or if the rails require it", async () => {
    const silent = timed(MASKS, "ab sk-abc de").streamParts(HELLO);
    const verdicts = (await collect(silent)).filter(({ type }) => type === "verdict");
    expect(JSON.stringify(verdicts)).not.toContain("held");
    expect((await silent.log).held_text).toBeUndefined();
    const always = timed(MASKS, "ab sk-abc de", () => ({ measuresHolds: true })).streamParts(HELLO);
    expect(JSON.stringify(await collect(always))).toContain('"held":{');
  });
});

describe("usage.saved", () => {
  it("is absent if no rail blocks, and the remaining limit if one does", async () => {
    const options = { llm_params: { max_tokens: 100 } };
    const passed = timed(MASKS, "ab cd").streamAsync({ ...HELLO, options });
    await collect(passed);
    expect((await passed.usage).saved).toBeUndefined();
    const blocked = timed(MASKS.replace("redact", "check"), "ab sk-abc de").streamAsync({ ...HELLO, options });
    await collect(blocked);
    const { saved, completionTokens } = await blocked.usage;
    expect(saved).toEqual({ promptTokens: 0, completionTokens: 100 - completionTokens });
  });

  it("is the prompt if the request was blocked before the model", async () => {
    const yaml = `rails: { input: { flows: [regex check input] }, config: { regex_detection: { input: { patterns: [Hello] } } } }`;
    const refused = railsOf(yaml).streamAsync(HELLO);
    await collect(refused);
    expect((await refused.usage).saved).toEqual({ promptTokens: 2 });
  });
});
