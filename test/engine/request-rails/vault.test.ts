import { describe, expect, it } from "vitest";
import type { LLMRailsOptions } from "../../../src/engine/llm-rails-options.ts";
import type { VaultStore } from "../../../src/engine/request-rails/stored-vaults.ts";
import { LLMRails, RailsConfig } from "../../../src/node/index.ts";
import { defineRail } from "../../../src/rails/rail.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage, ToolCall } from "../../../src/types/chat-message.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { ManualClock, settle } from "../../support/engine.ts";
import { echo, EMAIL } from "./vault-run.ts";

const config = (pseudonyms: object, output: object = {}): RailsConfig =>
  RailsConfig.fromObject({
    rails: {
      input: { flows: ["regex redact input"], pseudonyms },
      output: { ...output, streaming: { enabled: true } },
      config: { regex_detection: { input: { patterns: [EMAIL] }, output: { patterns: [EMAIL] } } },
    },
  });

const setup = (pseudonyms: object, options: LLMRailsOptions = {}, output: object = {}) => {
  const asked: ChatMessage[][] = [];
  return { asked, rails: new LLMRails(config(pseudonyms, output), { llm: echo(asked), ...options }) };
};

const QUESTION = "write to me@site.com and you@home.org, then me@site.com";

describe("pseudonyms", () => {
  it("replace values for the model, and are restored in the answer", async () => {
    const { asked, rails } = setup({});
    const stream = rails.streamAsync({
      prompt: QUESTION,
      options: { log: { internal_events: true, llm_calls: true } },
    });
    expect((await collect(stream)).join("")).toBe(QUESTION);
    expect(asked[0]?.[0]?.content).toBe("write to <REDACTED_1> and <REDACTED_2>, then <REDACTED_1>");
    expect(JSON.stringify([await stream.log, await stream.outcome])).not.toContain("site.com");
  });

  it("remain in the answer if the config does not restore them", async () => {
    const { rails } = setup({ restore: false });
    expect(await rails.generateAsync({ prompt: "I am me@site.com" })).toBe("I am <REDACTED_1>");
  });

  it("can keep the format of their values", async () => {
    const { asked, rails } = setup({ style: "fake" });
    expect(await rails.generateAsync({ prompt: "I am me@site.com" })).toBe("I am me@site.com");
    expect(asked[0]?.[0]?.content).toBe("I am person1@example.com");
  });

  it("are found in tool call arguments, and restored values are escaped", async () => {
    const asked: ChatMessage[][] = [];
    const call = (text: string): StreamPart => ({
      type: "tool-call-delta",
      choice: 0,
      index: 0,
      id: "c",
      name: "send",
      text,
    });
    const llm = echo(asked, () => [call('{"to":"<REDA'), { ...call(String.raw`CTED\u005f1>"}`), index: 0 }]);
    const rails = new LLMRails(config({}), { llm });
    const answer = await rails.generateAsync({ prompt: "I am me@site.com", options: {} });
    expect(JSON.parse(answer.tool_calls?.[0]?.function.arguments ?? "")).toEqual({ to: "me@site.com" });
  });

  it("that the user's text contains already are not used again", async () => {
    const { asked, rails } = setup({});
    const prompt = "what is <REDACTED_1>? I am me@site.com";
    expect(await rails.generateAsync({ prompt })).toBe(prompt);
    expect(asked[0]?.[0]?.content).toBe("what is <REDACTED_1>? I am <REDACTED_2>");
  });

  it("that are restored are not masked by output rails, but still blocked by a rail that forbids the value", async () => {
    const masks = setup({}, {}, { flows: ["regex redact output"] });
    expect(await masks.rails.generateAsync({ prompt: "I am me@site.com" })).toBe("I am me@site.com");
    const forbids = setup({}, {}, { flows: ["regex check output"] });
    const { outcome } = await forbids.rails.generateAsync({ prompt: "I am me@site.com", options: {} });
    expect(outcome).toMatchObject({ status: "blocked", rail: "regex check output" });
  });
});

describe("pseudonyms in a request", () => {
  const FOUND = [
    String.raw`[a-z]+@[a-z]+\.[a-z]+`,
    String.raw`mail: <?[\w@.]+>?`,
    String.raw`[a-z0-9]+@example\.com`,
    String.raw`<[A-Z]+_\d+>`,
  ];

  it.each(["numbered", "fake"] as const)("can be matched by a later rail: %s", async (style) => {
    const flows = FOUND.map((_, index) => `masks ${index}`);
    const rails = FOUND.map((pattern, index) =>
      defineRail({
        name: `masks ${index}`,
        reads: "incremental",
        createGate: () => new PatternGate(compilePatterns([pattern]), { action: "mask", label: `KIND${index}` }),
      }),
    );
    const asked: ChatMessage[][] = [];
    const guarded = new LLMRails(
      RailsConfig.fromObject({ rails: { input: { flows, pseudonyms: { style } }, output: { streaming: {} } } }),
      { llm: echo(asked), rails },
    );
    const prompt = "mail: me@site.com and you@home.org";
    expect(await guarded.generateAsync({ prompt })).toBe(prompt);
    expect(JSON.stringify(asked)).not.toMatch(/site|home/);
  });

  it("are not created for text that has them in escapes, in the arguments of an earlier call", async () => {
    const { asked, rails } = setup({});
    const call = (text: string): ToolCall => ({
      id: "c",
      type: "function",
      function: { name: "send", arguments: text },
    });
    const messages = [
      { role: "assistant", content: null, tool_calls: [call(String.raw`{"to":"\u003cREDACTED_1\u003e"}`)] },
      { role: "tool", content: "sent", tool_call_id: "c" },
      { role: "user", content: "I am me@site.com" },
    ] as const;
    await rails.generateAsync({ messages });
    expect(asked[0]?.at(-1)?.content).toBe("I am <REDACTED_2>");
  });
});

describe("a stored vault", () => {
  const memory = (): VaultStore & { readonly kept: Map<string, Uint8Array> } => {
    const kept = new Map<string, Uint8Array>();
    return { kept, get: async (id) => kept.get(id), put: async (id, sealed) => void kept.set(id, sealed) };
  };
  const key = new Uint8Array(32).fill(7);

  it("restores what an earlier request of the conversation masked, without showing the store a value", async () => {
    const store = memory();
    const { rails, asked } = setup({}, { vault: { store, key } });
    await rails.generateAsync({ prompt: "I am me@site.com", threadId: "t1" });
    expect(new TextDecoder().decode(store.kept.get("t1"))).not.toContain("site");
    expect(await rails.generateAsync({ prompt: "who is <REDACTED_1>, and you@home.org?", threadId: "t1" })).toContain(
      "you@home.org",
    );
    expect(asked[1]?.[0]?.content).toContain("<REDACTED_2>");
  });

  it("opens only for the same conversation with the same key", async () => {
    const store = memory();
    const { rails } = setup({}, { vault: { store, key } });
    await rails.generateAsync({ prompt: "I am me@site.com", threadId: "t1" });
    const sealed = store.kept.get("t1") as Uint8Array;
    store.kept.set("t2", sealed);
    await expect(rails.generateAsync({ prompt: "hi", threadId: "t2" })).rejects.toThrow();
    const other = setup({}, { vault: { store, key: new Uint8Array(32).fill(8) } });
    await expect(other.rails.generateAsync({ prompt: "hi", threadId: "t1" })).rejects.toThrow();
  });

  it.each(["get", "put"] as const)(
    "fails its request if its store does not answer a %s within 5 seconds",
    async (call) => {
      const clock = new ManualClock();
      const store: VaultStore = { ...memory(), [call]: () => new Promise(() => {}) };
      const { rails } = setup({}, { vault: { store, key }, clock });
      const answer = rails.generateAsync({ prompt: "I am me@site.com", threadId: "t1" });
      answer.catch(() => {});
      while (clock.pending === 0) await settle();
      clock.advance(5_000);
      await expect(answer).rejects.toThrow("not done after 5000 milliseconds");
    },
  );

  it("requires a key of 16 or 32 bytes", () => {
    expect(() => setup({}, { vault: { store: memory(), key: new Uint8Array(5) } })).toThrow("16 or 32 bytes");
  });
});
