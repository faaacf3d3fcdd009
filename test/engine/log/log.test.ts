import { describe, expect, it } from "vitest";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import {
  collect,
  HELLO,
  judge,
  JUDGE_MODELS,
  ManualClock,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";

const CHECKS = `${JUDGE_MODELS}
rails:
  input: { flows: [self check input] }
  output: { flows: [self check output], streaming: { enabled: true } }
`;
const usage = (
  promptTokens: number,
  completionTokens: number,
): { promptTokens: number; completionTokens: number; totalTokens: number; estimated: boolean } => ({
  promptTokens,
  completionTokens,
  totalTokens: promptTokens + completionTokens,
  estimated: false,
});

/** A judge with a delay by the test's clock, which reports usage. */
const timedJudge = (clock: ManualClock, milliseconds: number): LanguageModel => ({
  ...judge(() => "No"),
  async generate() {
    clock.advance(milliseconds);
    return { choices: [{ content: "No", finishReason: "stop" }], usage: usage(5, 1) };
  },
});

const timedModel = (clock: ManualClock, milliseconds: number): LanguageModel => {
  const model = says({ content: "Hello there", usage: { prompt_tokens: 4, completion_tokens: 2 } });
  return {
    ...model,
    async stream(request) {
      clock.advance(milliseconds);
      return model.stream(request);
    },
  };
};

const timed = () => {
  const clock = new ManualClock();
  return { clock, rails: railsOf(CHECKS, { ...withJudge(timedModel(clock, 1_500), timedJudge(clock, 250)), clock }) };
};
const LOG = { log: { activated_rails: true, llm_calls: true, internal_events: true, colang_history: true } };

describe("stream.usage", () => {
  const bill = { prompt_tokens: 100, completion_tokens: 40 };

  it("has the provider's figures, and the sum of the rails' calls separately", async () => {
    const { rails } = timed();
    const stream = rails.streamAsync(HELLO);
    await collect(stream);
    expect(await stream.usage).toEqual({ ...usage(4, 2), deliveredTokens: 2, withheldTokens: 0, rails: usage(10, 2) });
  });

  it("marks estimated figures", async () => {
    const stream = railsOf("", { llm: says({ content: "one two three", usage: false }) }).streamAsync(HELLO);
    await collect(stream);
    expect(await stream.usage).toMatchObject({
      completionTokens: 3,
      estimated: true,
      deliveredTokens: 3,
      withheldTokens: 0,
    });
  });

  it("reports delivered and withheld tokens after a block", async () => {
    const stream = railsOf(REGEX_OUTPUT(" secret"), {
      llm: new RecordingModel(textParts("one two secret four")),
    }).streamAsync(HELLO);
    await collect(stream);
    const { completionTokens, deliveredTokens, withheldTokens } = await stream.usage;
    expect([completionTokens, deliveredTokens, withheldTokens]).toEqual([3, 2, 1]);
    expect(deliveredTokens + withheldTokens).toBe(completionTokens);
  });

  it("reports no delivered tokens for a replaced answer", async () => {
    const rails = railsOf(REGEX_OUTPUT("secret"), { llm: new RecordingModel(textParts("one two secret four")) });
    const { usage: spent } = await rails.generateAsync({ ...HELLO, options: {} });
    expect(spent.deliveredTokens).toBe(0);
    expect(spent.withheldTokens).toBe(spent.completionTokens);
  });

  it("reports no completion tokens for a request that fails at its start", async () => {
    const stream = railsOf("", { llm: says({ content: "x", usage: bill, fault: { status: 500 } }) }).streamAsync(HELLO);
    await expect(collect(stream)).rejects.toMatchObject({ code: "server" });
    expect(await stream.usage).toMatchObject({ completionTokens: 0, deliveredTokens: 0, withheldTokens: 0 });
  });
});

describe("log", () => {
  it("has the requested parts, also on a stream", async () => {
    const { rails } = timed();
    const stream = rails.streamAsync({ ...HELLO, options: LOG });
    await collect(stream);
    const log = await stream.log;
    const { log: held } = await rails.generateAsync({ ...HELLO, options: LOG });
    for (const one of [log, held]) {
      expect(one.llm_calls?.map(({ task }) => task)).toEqual(["self_check_input", "general", "self_check_output"]);
      expect(one.activated_rails?.map(({ type, name, stop }) => [type, name, stop])).toEqual([
        ["input", "self check input", false],
        ["generation", "generate user intent", false],
        ["output", "self check output", false],
      ]);
      expect(one.stats).toMatchObject({
        total_duration: 2,
        llm_calls_count: 3,
        llm_calls_total_tokens: 18,
        input_rails_duration: 0.25,
      });
      expect(one.colang_history).toBe('user "Hello!"\n  "Hello there"\n');
      expect(one.internal_events?.map(({ type }) => type)).toEqual([
        "UserMessage",
        "InputRailFinished",
        "OutputRailFinished",
        "BotMessage",
      ]);
    }
    const bare = await rails.generateAsync({ ...HELLO, options: {} });
    expect(Object.keys(bare.log)).toEqual(["printSummary"]);
  });

  it("names calls as NeMo Guardrails does", async () => {
    const { rails } = timed();
    const { log } = await rails.generateAsync({ ...HELLO, options: { log: { llm_calls: true } } });
    expect(log.llm_calls?.[1]).toEqual({
      task: "general",
      prompt: "[user]\nHello!",
      completion: "Hello there",
      prompt_tokens: 4,
      completion_tokens: 2,
      total_tokens: 6,
      estimated: false,
      started_at: 1_000.25,
      finished_at: 1_001.75,
      duration: 1.5,
      id: "scripted",
      finish_reasons: ["stop"],
      llm_model_name: "scripted",
      request_model: "scripted",
      llm_provider_name: "scripted",
      from_cache: false,
    });
    expect(Object.keys(log)).toEqual(["llm_calls", "stats", "printSummary"]);
  });

  it("measures time from the first read to the end", async () => {
    const { rails, clock } = timed();
    const stream = rails.streamAsync({ ...HELLO, options: LOG });
    clock.advance(60_000);
    await collect(stream);
    clock.advance(60_000);
    const { stats, internal_events: events = [] } = await stream.log;
    expect(stats?.total_duration).toBe(2);
    expect(events.map(({ event_created_at: at }) => Date.parse(String(at)) - 1_060_000)).toEqual([
      250, 250, 2_000, 2_000,
    ]);
  });

  it("lists monitored rails with their decisions", async () => {
    const rails = railsOf(REGEX_OUTPUT("secret"), { llm: says("a secret") });
    const { log } = await rails.generateAsync({ ...HELLO, options: { log: { activated_rails: true } } });
    expect(log.activated_rails?.[1]).toMatchObject({
      type: "output",
      name: "regex check output",
      stop: true,
      decisions: ["execute regex_check_output", "refuse to respond", "stop"],
    });
  });

  it("distinguishes a failed rail with on_error allow from one that allowed", async () => {
    const lax = defineRail({
      name: "lax",
      reads: "window",
      onError: "allow",
      check: () => Promise.reject(new Error("x")),
    });
    const rails = railsOf("rails: { output: { flows: [lax] } }", { llm: says("hi"), rails: [lax] });
    const { log, outcome } = await rails.generateAsync({ ...HELLO, options: LOG });
    expect(outcome.status).toBe("passed");
    expect(log.activated_rails?.[1]?.executed_actions).toMatchObject([{ action_name: "lax", return_value: "failed" }]);
    expect(log.internal_events).toContainEqual(expect.objectContaining({ type: "OutputRailFinished", failed: true }));
  });

  it("has the history as the user saw it", async () => {
    const rails = railsOf(REGEX_OUTPUT("secret"), { llm: says("a secret") });
    const options = { log: { colang_history: true } };
    expect((await rails.generateAsync({ ...HELLO, options })).log.colang_history).toBe(
      'user "Hello!"\n  "I\'m sorry, I can\'t respond to that."\n',
    );
    const stream = rails.streamAsync({ ...HELLO, options });
    await collect(stream);
    expect((await stream.log).colang_history).toBe('user "Hello!"\n  "a "\n');
  });

  it("shares nothing between requests", async () => {
    const { rails } = timed();
    for (let i = 0; i < 3; i++) {
      const { log } = await rails.generateAsync({ ...HELLO, options: LOG });
      expect(log.llm_calls).toHaveLength(3);
      expect(log.activated_rails?.every(({ executed_actions }) => executed_actions.length === 1)).toBe(true);
      expect(rails.explain().llm_calls).toHaveLength(3);
    }
  });
});

describe("printSummary", () => {
  it("prints the statistics in the words of NeMo Guardrails", async () => {
    const { rails } = timed();
    const { log } = await rails.generateAsync({ ...HELLO, options: { log: { activated_rails: true } } });
    let printed = "";
    log.printSummary((text) => (printed += `${text}\n`));
    expect(printed).toBe(`
# General stats

- Total time: 2.00s
  - [0.25s][12.5%]: INPUT Rails
  - [1.50s][75.0%]: GENERATION Rails
  - [0.25s][12.5%]: OUTPUT Rails
- 3 LLM calls, 2.00s total duration, 14 total prompt tokens, 4 total completion tokens, 18 total tokens.

# Detailed stats

- [0.25s] INPUT (self check input): 1 actions (self_check_input), 1 llm calls [0.25s]
- [1.50s] GENERATION (generate user intent): 1 actions (generate_user_intent), 1 llm calls [1.5s]
- [0.25s] OUTPUT (self check output): 1 actions (self_check_output), 1 llm calls [0.25s]


`);
  });

  it("prints the overhead, and omits what did not occur", async () => {
    const clock = new ManualClock();
    const rails = railsOf("rails: { input: { flows: [slow] } }", {
      clock,
      llm: says("x"),
      rails: [defineRail({ name: "slow", reads: "whole", check: () => ({ outcome: "block" }) })],
    });
    const stream = rails.streamAsync({ ...HELLO, options: { log: { activated_rails: true } } });
    const reader = stream.getReader();
    await reader.read();
    clock.advance(500);
    while (!(await reader.read()).done);
    let printed = "";
    (await stream.log).printSummary((text) => (printed += text));
    expect(printed).toBe(
      "\n# General stats\n\n- Total time: 0.50s\n  - [0.50s][100.0%]: Processing overhead \n\n# Detailed stats\n\n- [0.00s] INPUT (slow): 1 actions (slow), 0 llm calls []\n\n",
    );
  });
});

describe("explain", () => {
  const summary = (info: { printLlmCallsSummary(write: (text: string) => void): void }): string => {
    let printed = "";
    info.printLlmCallsSummary((text) => (printed += text));
    return printed;
  };

  it("describes only the last answer", async () => {
    const { rails } = timed();
    expect(summary(rails.explain())).toBe("No LLM calls were made.");
    await rails.generateAsync({ messages: [user("first")] });
    await rails.generateAsync(HELLO);
    expect(summary(rails.explain())).toBe(
      "Summary: 3 LLM call(s) took 2.00 seconds and used 18 tokens.\n\n" +
        "1. Task `self_check_input` took 0.25 seconds and used 6 tokens.\n" +
        "2. Task `general` took 1.50 seconds and used 6 tokens.\n" +
        "3. Task `self_check_output` took 0.25 seconds and used 6 tokens.\n",
    );
  });
});
