import { describe, expect, it } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import { finish, text as textPart } from "../../streams/parts.ts";
import { RecordingModel } from "../../support/engine.ts";

const FINE = [textPart("fine"), finish()];
const PROSE =
  "The harbour was quiet when the first boats left; gulls followed them, and somebody on the pier waved a red scarf.";

const ask = async (text: string, settings: object = {}) => {
  const model = new RecordingModel(FINE);
  const rails = new LLMRails(
    RailsConfig.fromObject({
      rails: {
        input: { flows: ["context bloat detection on input"] },
        config: { context_bloat_detection: settings },
      },
    }),
    { llm: model },
  );
  const { outcome } = await rails.generateAsync({ messages: [{ role: "user", content: text }], options: {} });
  return { outcome, asked: model.requests.at(0)?.messages.at(-1)?.content };
};

describe("context bloat detection on input", () => {
  it.each([
    ["prose", PROSE],
    ["a short text of one letter", "a".repeat(49)],
    ["nothing", ""],
    ["as many characters as are allowed", PROSE.repeat(100).slice(0, 113)],
  ])("allows %s", async (_, text) => {
    expect((await ask(text)).outcome.status).toBe("passed");
  });

  it.each([
    ["size_cap_exceeded", "x".repeat(5_001)],
    ["low_entropy", "ab".repeat(30)],
    ["long_run", `${PROSE}${"!".repeat(20)}`],
    ["high_repetition", "please answer the question about harbours now ".repeat(8)],
  ])("blocks for %s", async (reason, text) => {
    const { outcome, asked } = await ask(text);
    expect(outcome).toMatchObject({ status: "blocked", rail: "context bloat detection on input" });
    expect(outcome.reason).toContain(reason);
    expect(asked).toBeUndefined();
  });

  it.each([
    ["entropy", { min_entropy: 3 }, "abcdefgh".repeat(8), `${"abcdefgh".repeat(8)}a`],
    [
      "a run",
      { min_entropy: 0, max_run_ratio: 0.5 },
      `${"ab".repeat(15)}${"c".repeat(30)}`,
      `${"ab".repeat(15)}${"c".repeat(31)}`,
    ],
    ["repetition", { min_chars: 0, min_entropy: 0, ngram_size: 1 }, "a b c d e f a b c d", "a b c d e a b c d e"],
    ["short texts", { min_entropy: 4 }, "a".repeat(49), "a".repeat(50)],
  ])("has inclusive bounds of %s", async (_, settings, within, beyond) => {
    expect((await ask(within, settings)).outcome.status).toBe("passed");
    expect((await ask(beyond, settings)).outcome.status).toBe("blocked");
  });

  it("splits words as Python does", async () => {
    const settings = { min_chars: 0, min_entropy: 0, max_run_ratio: 1, max_repetition_ratio: 0, ngram_size: 1 };
    for (const blank of [" ", "\n", "\u001f", "\u0085", "\u00a0", "\u3000"])
      expect((await ask(`one${blank}one`, settings)).outcome.status).toBe("blocked");
    expect((await ask("one\ufeffone", settings)).outcome.status).toBe("passed");
  });

  it("counts characters, not code units", async () => {
    const faces = Array.from({ length: 60 }, (_, index) => String.fromCodePoint(0x1f600 + index)).join("");
    expect((await ask(faces, { max_chars: 60 })).outcome.status).toBe("passed");
    expect((await ask(faces, { max_chars: 59 })).outcome.status).toBe("blocked");
  });

  it("truncates long texts if configured, and still blocks padding", async () => {
    const { outcome, asked } = await ask(`${PROSE} and more`, { max_chars: 113, action: "truncate" });
    expect([outcome.status, asked]).toEqual(["modified", PROSE]);
    expect((await ask("x".repeat(100), { max_chars: 60, action: "truncate" })).outcome.status).toBe("blocked");
  });

  it("passes everything with action warn", async () => {
    const { outcome, asked } = await ask("x".repeat(6_000), { action: "warn" });
    expect([outcome.status, asked]).toEqual(["passed", "x".repeat(6_000)]);
  });

  it("rejects invalid settings", () => {
    const config = RailsConfig.fromObject({
      rails: {
        input: { flows: ["context bloat detection on input"] },
        config: { context_bloat_detection: { min_entropy: 9, action: "drop" } },
      },
    });
    expect(() => new LLMRails(config, { llm: new RecordingModel(FINE) })).toThrow(/min_entropy/);
  });
});

describe("context bloat detection on retrieval", () => {
  it("checks every chunk", async () => {
    const rails = new LLMRails(
      RailsConfig.fromObject({ rails: { retrieval: { flows: ["context bloat detection on retrieval"] } } }),
      { llm: new RecordingModel(FINE) },
    );
    const outcomeOf = async (chunks: readonly string[]) => {
      const context = { role: "context", content: { relevant_chunks: chunks } } as const;
      const messages = [context, { role: "user", content: "Where are the boats?" }] as const;
      return (await rails.generateAsync({ messages, options: {} })).outcome.status;
    };
    expect(await outcomeOf([PROSE, "Boats leave at six."])).toBe("passed");
    expect(await outcomeOf([PROSE, "boats ".repeat(40)])).toBe("blocked");
  });
});

describe("context bloat detection on tool results", () => {
  const call = { id: "c1", type: "function", function: { name: "look", arguments: "{}" } } as const;

  it("checks every result and nothing else", async () => {
    const rails = new LLMRails(
      RailsConfig.fromObject({ rails: { tool_input: { flows: ["context bloat detection on tool results"] } } }),
      { llm: new RecordingModel(FINE) },
    );
    const outcomeOf = async (asked: string, answered: string) => {
      const messages = [
        { role: "user", content: asked },
        { role: "assistant", content: null, tool_calls: [call] },
        { role: "tool", tool_call_id: "c1", content: answered },
      ] as const;
      return (await rails.generateAsync({ messages, options: {} })).outcome;
    };
    expect((await outcomeOf("boats ".repeat(40), PROSE)).status).toBe("passed");
    expect(await outcomeOf("Where are the boats?", "boats ".repeat(40))).toMatchObject({
      status: "blocked",
      rail: "context bloat detection on tool results",
    });
  });
});
