import { describe, expect, it } from "vitest";
import { deferred } from "../../../src/engine/deferred.ts";
import type { LLMRails } from "../../../src/engine/llm-rails.ts";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import { messageText } from "../../../src/rails/request/message-text.ts";
import {
  collect,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  settle,
  textParts,
  user,
  withJudge,
} from "../../support/engine.ts";

const COUNT = 50;
const canary = (index: number): string => `canary-${String(index).padStart(2, "0")}`;
const canariesIn = (value: unknown): ReadonlySet<string> => new Set(JSON.stringify(value).match(/canary-\d\d/g));

/** Repeats its prompt word by word, and yields between words. */
const echo: LanguageModel = languageModelFromStream(async function* ({ messages }) {
  const question = messageText(messages.at(-1) ?? user(""));
  for (const word of `You said ${question}. Once more: ${question}.`.split(/(?<= )/)) {
    await settle();
    yield word;
  }
});

const YAML = `${JUDGE_MODELS}
rails:
  input: { flows: [self check input] }
  output: { flows: [self check output, seen], streaming: { enabled: true, stream_first: false, chunk_size: 4, context_size: 2 } }
`;

const ask = async (rails: LLMRails, index: number, seen: Map<string, unknown[]>): Promise<readonly unknown[]> => {
  const stream = rails.streamAsync({
    messages: [{ role: "context", content: { id: canary(index) } }, user(`question ${canary(index)}`)],
    options: { log: { llm_calls: true, activated_rails: true, internal_events: true, colang_history: true } },
  });
  const chunks = await collect(stream);
  const log = await stream.log;
  return [chunks, await stream.outcome, await stream.usage, { ...log }, seen.get(canary(index))];
};

const railsWithSpy = (yaml: string, seen: Map<string, unknown[]>): LLMRails =>
  railsOf(yaml, {
    ...withJudge(
      echo,
      judge(async () => (await settle(), "No")),
    ),
    rails: [
      defineRail({
        name: "seen",
        reads: "window",
        check(input, { userMessage, variables, messages }) {
          const id = String(variables["id"]);
          seen.set(id, [...(seen.get(id) ?? []), input, userMessage, messages]);
          return { outcome: "allow" };
        },
      }),
    ],
  });

describe("concurrent requests", () => {
  it("share one LLMRails, but not texts, checks and logs", async () => {
    const seen = new Map<string, unknown[]>();
    const rails = railsWithSpy(YAML, seen);
    const results = await Promise.all(Array.from({ length: COUNT }, (_, index) => ask(rails, index, seen)));
    for (const [index, result] of results.entries())
      for (const part of [result, result[4]]) expect([...canariesIn(part)]).toEqual([canary(index)]);
  });

  it("keep configs apart, including refusals", async () => {
    const answers = await Promise.all(
      Array.from({ length: COUNT }, async (_, index) => {
        const yaml = `
bot_messages: { refuse to respond: ["no, says ${canary(index)}"] }
rails:
  config: { regex_detection: { output: { patterns: ["${canary(index)}"] } } }
  output: { flows: [regex check output], streaming: { enabled: true, stream_first: false } }`;
        const rails = railsOf(yaml, { llm: echo });
        const own = await rails.generateAsync({ messages: [user(canary(index))] });
        const other = await rails.generateAsync({ messages: [user(canary((index + 1) % COUNT))] });
        return [own, other];
      }),
    );
    for (const [index, [own, other]] of answers.entries()) {
      expect(own?.content).toBe(`no, says ${canary(index)}`);
      const next = canary((index + 1) % COUNT);
      expect(other?.content).toBe(`You said ${next}. Once more: ${next}.`);
    }
  });

  it("are not affected by one that is blocked or cancelled", async () => {
    const seen = new Map<string, unknown[]>();
    const rails = railsWithSpy(YAML, seen);
    const left = rails.streamAsync(HELLO).getReader();
    const reading = left.read();
    const result = ask(rails, 7, seen);
    await settle();
    await left.cancel();
    await reading;
    expect([...canariesIn(await result)]).toEqual([canary(7)]);
  });
});

describe("stream_first: true", () => {
  it("delivers the first text, and all of it, before any judge has answered", async () => {
    const verdict = deferred<string>();
    let [asked, answered] = [0, 0];
    const slow = judge(async () => {
      asked++;
      const word = await verdict.promise;
      answered++;
      return word;
    });
    const yaml = `${JUDGE_MODELS}
rails: { output: { flows: [self check output], streaming: { enabled: true, chunk_size: 2, context_size: 0 } } }`;
    const model = new RecordingModel(textParts("one two three", 2));
    const reader = railsOf(yaml, withJudge(model, slow)).streamAsync(HELLO).getReader();
    expect((await reader.read()).value).toBe("on");
    expect([asked, answered]).toEqual([0, 0]);
    let text = "on";
    while (text !== "one two three") text += (await reader.read()).value ?? "";
    expect(asked).toBeGreaterThan(0);
    expect(answered).toBe(0);
    const end = reader.read();
    verdict.resolve("No");
    expect((await end).done).toBe(true);
  });

  it("takes no more turns to the first text than without rails", async () => {
    const turnsToFirst = async (yaml: string): Promise<number> => {
      const never = judge(() => new Promise(() => {}));
      const stream = railsOf(yaml, withJudge(new RecordingModel(textParts("one two three", 20)), never)).streamAsync(
        HELLO,
      );
      const reader = stream.getReader();
      const first = { arrived: false };
      void reader.read().then(() => (first.arrived = true));
      let turns = 0;
      for (; !first.arrived && turns < 1_000; turns++) await Promise.resolve();
      void reader.cancel().catch(() => {});
      stream.outcome.catch(() => {});
      return turns;
    };
    const bare = await turnsToFirst(JUDGE_MODELS);
    const railed = await turnsToFirst(
      `${JUDGE_MODELS}rails: { output: { flows: [self check output], streaming: { enabled: true, chunk_size: 1, context_size: 0 } } }`,
    );
    expect(railed).toBeLessThan(bare + 20);
  });

  it("delivers at most the windows under check ahead of a verdict", async () => {
    const yaml = `${JUDGE_MODELS}
rails: { output: { flows: [self check output], streaming: { enabled: true, chunk_size: 1, context_size: 0, max_in_flight: 2 } } }`;
    const model = new RecordingModel(textParts("a b c d e f g h", 2));
    const reader = railsOf(
      yaml,
      withJudge(
        model,
        judge(() => new Promise(() => {})),
      ),
    )
      .streamAsync(HELLO)
      .getReader();
    let read = "";
    void (async () => {
      for (let next = await reader.read(); !next.done; next = await reader.read()) read += next.value;
    })();
    await settle();
    expect(read.length).toBeLessThanOrEqual("a b c ".length);
    await reader.cancel();
  });
});
