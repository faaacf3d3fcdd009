import { describe, expect, it } from "vitest";
import type { VaultStore } from "../../../src/engine/request-rails/stored-vaults.ts";
import type { LLMRailsOptions } from "../../../src/engine/llm-rails-options.ts";
import { EdgeRailsError } from "../../../src/errors.ts";
import type { FinishedRequest } from "../../../src/engine/telemetry.ts";
import { type CheckRail, defineRail, type Rail } from "../../../src/rails/rail.ts";
import type { LanguageModel } from "../../../src/llm/language-model.ts";
import { languageModelFromStream } from "../../../src/llm/from-stream.ts";
import { LLMRails, RailsConfig } from "../../../src/node/index.ts";
import { collect } from "../../../src/streams/consumers.ts";
import { PatternGate } from "../../../src/text/patterns/pattern-gate.ts";
import { compilePatterns } from "../../../src/text/patterns/pattern-program.ts";
import type { ChatMessage, StreamPart, ToolCall } from "../../../src/types.ts";

const EMAIL = String.raw`[a-z]+@[a-z]+\.[a-z]+`;
const config = (pseudonyms: object, output: object = {}): RailsConfig =>
  RailsConfig.fromObject({
    rails: {
      input: { flows: ["regex redact input"], pseudonyms },
      output: { ...output, streaming: { enabled: true } },
      config: { regex_detection: { input: { patterns: [EMAIL] }, output: { patterns: [EMAIL] } } },
    },
  });

/** A model that says back what it was asked, and remembers it. */
const echo = (asked: ChatMessage[][], answer?: (said: string) => readonly StreamPart[]): LanguageModel => ({
  ...languageModelFromStream(() => []),
  async stream(request) {
    asked.push([...request.messages]);
    const said = request.messages.at(-1)?.content as string;
    const parts = answer?.(said) ?? said.split("").map((text): StreamPart => ({ type: "text-delta", choice: 0, text }));
    return languageModelFromStream(() => [...parts, { type: "finish", choice: 0, reason: "stop" }]).stream(request);
  },
});

const setup = (pseudonyms: object, options: LLMRailsOptions = {}, output: object = {}) => {
  const asked: ChatMessage[][] = [];
  return { asked, rails: new LLMRails(config(pseudonyms, output), { llm: echo(asked), ...options }) };
};

const PICTURE = { type: "image_url", image_url: { url: "https://h.test/i.png?to=a@b.c" } } as const;

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

describe("the reported text of a request", () => {
  const told = async (check: CheckRail["check"], llm: Partial<LanguageModel> = {}, signal?: AbortSignal) => {
    const seen: FinishedRequest[] = [];
    const telemetry = { begin: () => (request: FinishedRequest) => void seen.push(request) };
    const flows = ["regex redact input", "asked"];
    const regex_detection = { input: { patterns: [EMAIL] } };
    const rails = new LLMRails(RailsConfig.fromObject({ rails: { input: { flows }, config: { regex_detection } } }), {
      llm: { ...echo([]), ...llm },
      rails: [defineRail({ name: "asked", reads: "whole", check })],
      telemetry,
    });
    const asked = { messages: [{ role: "user", content: "I am me@site.com" }], signal } as const;
    await rails.generateAsync(asked).catch(() => {});
    await rails.checkAsync(asked).catch(() => {});
    return seen.map(({ messages }) => messages);
  };
  const broken = (): never => {
    throw new EdgeRailsError("broken", "It broke");
  };

  it.each<[string, CheckRail["check"], Partial<LanguageModel>]>([
    ["is refused", () => ({ outcome: "block" }), {}],
    ["is answered", () => ({ outcome: "allow" }), {}],
    ["finds its model broken", () => ({ outcome: "allow" }), { stream: broken }],
  ])("is what rails left of it, if it %s", async (_how, check, llm) => {
    const left = [{ role: "user", content: "I am <REDACTED>" }];
    expect(await told(check, llm)).toEqual([left, left]);
  });

  it.each<[string, readonly string[], Partial<ChatMessage>]>([
    ["behind the rail that refuses", ["refuses", "masks"], {}],
    ["before it", ["masks", "refuses"], {}],
    ["where a mask cannot be written", ["masks"], { name: "a@b.c" }],
    ["in the name of a field", ["masks"], { "a@b.c": "x" } as Partial<ChatMessage>],
    ["in an address", ["masks"], { content: [{ type: "text", text: "bad me@site.com" }, PICTURE] }],
    [
      "beside a text",
      ["masks"],
      { beside: { url: "https://h.test/?to=a@b.c", title: "a@b.c" } } as Partial<ChatMessage>,
    ],
  ])("is masked if it is blocked: %s", async (_where, flows, beside) => {
    const rail = (name: string, pattern: string, action: "mask" | "block"): Rail =>
      defineRail({
        name,
        reads: "incremental",
        createGate: () => new PatternGate(compilePatterns([pattern]), { action }),
      });
    const seen: FinishedRequest[] = [];
    const telemetry = { begin: () => (request: FinishedRequest) => void seen.push(request) };
    const rails = new LLMRails(RailsConfig.fromObject({ rails: { input: { flows } } }), {
      rails: [rail("masks", EMAIL, "mask"), rail("refuses", "bad", "block")].filter(({ name }) => flows.includes(name)),
      llm: echo([]),
      telemetry,
    });
    const messages = [{ role: "user", content: "bad me@site.com", ...beside }] as const;
    const { outcome, log } = await rails.generateAsync({ messages, options: { log: { internal_events: true } } });
    expect(outcome?.status).toBe("blocked");
    expect(outcome?.verdicts.map((verdict) => verdict.rail)).toEqual(
      flows.length > 1 ? flows.slice(0, flows.indexOf("refuses") + 1) : ["masks", "masks"],
    );
    expect(JSON.stringify([seen, log])).not.toMatch(/me@site|a@b/);
    expect(JSON.stringify(seen[0]?.messages[0]?.content)).toContain("bad <REDACTED>");
  });

  it("is empty if the request ends before all rails have checked it", async () => {
    const left = new AbortController();
    const leaves = (): never => {
      left.abort();
      return broken();
    };
    expect(await told(leaves, {}, left.signal)).toEqual([[], []]);
  });
});

describe("pseudonyms of rails that call a service", () => {
  const input = (flow: string, more: object = {}): RailsConfig =>
    RailsConfig.fromObject({ rails: { input: { flows: [flow], pseudonyms: {} }, ...more } });

  it("replace the service's findings, and are restored in the answer", async () => {
    const asked: ChatMessage[][] = [];
    const entities = [{ suggested_label: "first_name", start_position: 5, end_position: 8 }];
    const rails = new LLMRails(
      input("gliner mask pii on input", { config: { gliner: { server_endpoint: "http://gliner.test/find" } } }),
      { llm: echo(asked), fetch: () => Promise.resolve(Response.json({ entities })) },
    );
    expect(await rails.generateAsync({ prompt: "I am Ann, you are not" })).toBe("I am Ann, you are not");
    expect(asked[0]?.[0]?.content).toBe("I am <FIRST_NAME_1>, you are not");
  });

  it("replace the service's masks, if their values can be determined", async () => {
    const asked: ChatMessage[][] = [];
    const rewritten = ["I am [NAME_1], you are not", "We are [NAME_1][NAME_2]"];
    const rails = new LLMRails(input("mask pii on input"), {
      llm: echo(asked),
      fetch: () => Promise.resolve(Response.json([{ processed_text: rewritten.shift(), entities_present: true }])),
    });
    expect(await rails.generateAsync({ prompt: "I am Ann, you are not" })).toBe("I am Ann, you are not");
    expect(asked[0]?.[0]?.content).toBe("I am <NAME_1>, you are not");
    expect(await rails.generateAsync({ prompt: "We are AnnLee" })).toBe("We are [NAME_1][NAME_2]");
  });

  it("are passed to custom rails on input, and not to rails on the answer", async () => {
    const asked: ChatMessage[][] = [];
    const seen: boolean[] = [];
    const names = defineRail({
      name: "hide names",
      reads: "whole",
      transforms: true,
      check: ({ text }, { pseudonym }) => {
        seen.push(pseudonym !== undefined);
        const hidden = text.replaceAll("Ann", () => pseudonym?.("person", "Ann") ?? "[PERSON]");
        return hidden === text ? { outcome: "allow" } : { outcome: "transform", text: hidden };
      },
    });
    const flows = { input: { flows: ["hide names"], pseudonyms: {} }, output: { flows: ["hide names"] } };
    const llm = echo(asked, (said) => [{ type: "text-delta", choice: 0, text: `${said} Ann` }]);
    const rails = new LLMRails(RailsConfig.fromObject({ rails: flows }), { llm, rails: [names] });
    expect(await rails.generateAsync({ prompt: "I am Ann" })).toBe("I am Ann [PERSON]");
    expect([asked[0]?.[0]?.content, seen]).toEqual(["I am <PERSON_1>", [true, false]]);
  });
});

describe("a value that occurs only in a tool result or chunk", () => {
  const masks = defineRail({
    name: "masks",
    reads: "incremental",
    createGate: () => new PatternGate(compilePatterns([EMAIL]), { action: "mask", label: "MAIL" }),
  });
  const asks = defineRail({
    name: "asks",
    reads: "whole",
    transforms: true,
    check: ({ text }, { pseudonym }) => ({
      outcome: "transform",
      text: text.replaceAll(new RegExp(EMAIL, "g"), (found) => pseudonym?.("mail", found) ?? "[MAIL]"),
    }),
  });
  const notes = defineRail({
    name: "notes",
    reads: "whole",
    check: ({ text }, { pseudonym }) => {
      for (const [found] of text.matchAll(new RegExp(EMAIL, "g"))) pseudonym?.("mail", found);
      return { outcome: "allow" };
    },
  });

  /** What a user reads of an answer that says the pseudonyms, in a text and in a call. */
  const read = async (flows: object, question: string, tool = "of it@site.com"): Promise<string> => {
    const call: StreamPart = {
      type: "tool-call-delta",
      choice: 0,
      index: 0,
      id: "c",
      name: "send",
      text: '"<MAIL_1> <MAIL_2>"',
    };
    const asked: ChatMessage[][] = [];
    const llm = echo(asked, () => [{ type: "text-delta", choice: 0, text: "<MAIL_1> <MAIL_2>" }, call]);
    const guarded = new LLMRails(RailsConfig.fromObject({ rails: flows }), { llm, rails: [masks, asks, notes] });
    const messages: readonly ChatMessage[] = [
      { role: "context", content: { relevant_chunks: "of it@site.com" } } as unknown as ChatMessage,
      { role: "user", content: question },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "look", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "c1", content: tool },
    ];
    const { response, tool_calls } = await guarded.generateAsync({ messages, options: {} });
    return JSON.stringify([response, tool_calls]);
  };
  const input = (flows: readonly string[], more: object = {}): object => ({ flows, pseudonyms: {}, ...more });

  it.each<[string, object]>([
    ["a rail of results masked it", { input: input([]), tool_input: { flows: ["masks"] } }],
    ["a rail of results that asks named it", { input: input([]), tool_input: { flows: ["asks"] } }],
    ["an input rail masked it", { input: input(["masks"]) }],
    [
      "an input rail named it that leaves it as it is",
      { input: input(["notes"], { scope: "conversation" }), tool_input: { flows: ["masks"] } },
    ],
    ["a rail of chunks masked it", { input: input([]), retrieval: { flows: ["masks"] } }],
    ["a rail of chunks that asks named it", { input: input([]), retrieval: { flows: ["asks"] } }],
  ])("keeps its pseudonym in the answer, if %s", async (_how, flows) => {
    expect(await read(flows, "whose is it?")).not.toContain("site.com");
  });

  it("is restored if it also occurs in the user's text, as are all values of the user", async () => {
    const flows = { input: input(["masks"]), tool_input: { flows: ["masks"] } };
    expect(await read(flows, "I am it@site.com")).toContain("it@site.com <MAIL_2>");
    const apart = await read(flows, "I am me@site.com");
    expect(apart).toContain("me@site.com <MAIL_2>");
    expect(apart).not.toContain("it@site.com");
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

  it("requires a key of 16 or 32 bytes", () => {
    expect(() => setup({}, { vault: { store: memory(), key: new Uint8Array(5) } })).toThrow("16 or 32 bytes");
  });
});
