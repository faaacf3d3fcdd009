import * as fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { StreamingHandler, type StreamingHandlerOptions } from "../../../src/engine/results/streaming-handler.ts";
import { ProviderError } from "../../../src/errors.ts";
import {
  assistant,
  blockedChunk,
  HELLO,
  judge,
  JUDGE_MODELS,
  railsOf,
  RecordingModel,
  REGEX_OUTPUT,
  says,
  settle,
  text,
  textParts,
  withJudge,
} from "../../support/engine.ts";

const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
let warnings: unknown[][] = [];
beforeAll(() => {
  for (let i = 0; i < 3; i++) void new StreamingHandler();
  warnings = [...warn.mock.calls];
});

const read = async (handler: StreamingHandler): Promise<string[]> => {
  const chunks: string[] = [];
  for await (const chunk of handler) chunks.push(chunk);
  return chunks;
};

const push = (options: StreamingHandlerOptions, chunks: readonly string[]): StreamingHandler => {
  const handler = new StreamingHandler(options);
  for (const chunk of chunks) handler.pushChunk(chunk);
  handler.finish();
  return handler;
};

describe("StreamingHandler", () => {
  it("warns once that it is deprecated", () => {
    expect(warnings).toEqual([["edgerails: StreamingHandler is deprecated: use streamAsync"]]);
  });

  it.each<[string, StreamingHandlerOptions, readonly string[], string]>([
    ["no pattern", {}, ["a", "b", "c"], "abc"],
    ["a prefix over four chunks", { prefix: "User intent: " }, ["User", " in", "tent", ": ", "greet"], "greet"],
    [
      "a prefix and a suffix",
      { prefix: 'Bot message: "', suffix: '"' },
      ['Bot message: "', "This is a message", '"'],
      "This is a message",
    ],
    ["a prefix that never comes", { prefix: "User: " }, ["Us", "e something"], "Use something"],
    ["a prefix cut short by the end", { prefix: "User: " }, ["Use"], "Use"],
    ["a prefix that comes twice", { prefix: "a" }, ["aab"], "ab"],
    ["a suffix in pieces", { suffix: "END" }, ["text", "E", "N", "D"], "text"],
    ["half a suffix", { suffix: "END" }, ["text", "E", "N"], "textEN"],
    ["a suffix in the middle", { suffix: '"' }, ['say "hi', '" ok"'], 'say "hi" ok'],
    ["a stop in pieces", { stop: ["STOP"] }, ["ab", "cdST", "OP xx"], "abcd"],
    ["the first of several stops", { stop: ["STOP1", "STOP2", "HALT"] }, ["one HA", "LT two STOP1"], "one "],
    ["half a stop", { stop: ["STOP"] }, ["ST", "O"], "STO"],
    ["a stop behind half a suffix", { suffix: "END", stop: ["STOP"] }, ["textEN", "STOP"], "textEN"],
    ["a suffix before a stop", { suffix: '"', stop: ['"\n'] }, ['."', "\nUser"], "."],
    [
      "a suffix and a stop",
      { prefix: 'Bot message: "', suffix: '"', stop: ["\nUser intent: "] },
      ['Bot message: "', "This is a message", '"', "\nUser intent: ", "x"],
      "This is a message",
    ],
  ])("returns the text without %s", async (_name, options, chunks, expected) => {
    const handler = push(options, chunks);
    expect((await read(handler)).join("")).toBe(expected);
    expect(handler.completion).toBe(expected);
    expect(await handler.wait()).toBe(expected);
  });

  it.each<[readonly string[], StreamingHandlerOptions, readonly string[]]>([
    [['Bot message: "', "This is a message", '."'], { stop: ["\nUser intent: "] }, ["This is a message", "."]],
    [
      ["Bot", ' message: "', "This is a message", '."\nUser', " intent: ", " xxx"],
      { stop: ["\nUser intent: "] },
      ["This is a message", "."],
    ],
    [
      ["Bot", ' message: "', "This is a message", '."\nUser', " intent: "],
      { stop: ['"\n'] },
      ["This is a message", "."],
    ],
  ])("returns chunks as they arrive, also through a pipe: %j", async (chunks, options, expected) => {
    const [source, target] = [
      new StreamingHandler({ prefix: 'Bot message: "', suffix: '"', ...options }),
      new StreamingHandler(),
    ];
    source.pipeTo(target);
    for (const chunk of chunks) source.pushChunk(chunk);
    source.finish();
    expect(await read(target)).toEqual(expected);
  });

  it("returns the same text for any chunking", async () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", '"', "S", "T"), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(letters, fc.array(fc.nat(5)), async (whole, sizes) => {
        const options = { prefix: "ab", suffix: '"', stop: ["ST"] };
        const pieces: string[] = [];
        let at = 0;
        for (const size of [...sizes, whole.length]) pieces.push(whole.slice(at, (at += size)));
        const cut = push(options, pieces);
        expect((await read(cut)).join("")).toBe(push(options, [whole]).completion);
        expect(cut.completion).toBe(push(options, [whole]).completion);
      }),
      { numRuns: 300 },
    );
  });

  it("ends at null, and drops later chunks", async () => {
    const handler = new StreamingHandler();
    handler.pushChunk("a");
    handler.pushChunk(null);
    handler.pushChunk("b");
    handler.finish();
    expect(await read(handler)).toEqual(["a"]);
  });

  it("accepts only strings", () => {
    const handler = new StreamingHandler();
    for (const chunk of [5, undefined, {}])
      expect(() => handler.pushChunk(chunk as never)).toThrow(`expects a string, got ${typeof chunk}`);
  });

  it("forwards its text, pattern and end to another handler", async () => {
    const [source, target] = [new StreamingHandler({ prefix: "> " }), new StreamingHandler({ suffix: "!" })];
    source.pipeTo(target);
    for (const chunk of ["> ", "hey", "!"]) source.pushChunk(chunk);
    source.finish();
    expect(await read(target)).toEqual(["hey"]);
    expect(await read(source)).toEqual([]);
    expect([source.completion, target.completion]).toEqual(["hey!", "hey"]);
  });

  it("forwards its error, too", async () => {
    const [source, target] = [new StreamingHandler(), new StreamingHandler()];
    source.pipeTo(target);
    source.fail(new Error("broken"));
    await expect(read(target)).rejects.toThrow("broken");
    await expect(target.wait()).rejects.toThrow("broken");
  });

  it("buffers chunks, and releases the buffer as one chunk", async () => {
    const handler = new StreamingHandler({ enableBuffer: true });
    for (const chunk of ["a", "b"]) handler.pushChunk(chunk);
    expect(handler.completion).toBe("");
    handler.disableBuffering();
    handler.pushChunk("c");
    handler.enableBuffering();
    handler.pushChunk("d");
    handler.finish();
    expect(await read(handler)).toEqual(["ab", "c", "d"]);
  });

  it("returns the first non-empty lines, and keeps the rest", async () => {
    const handler = new StreamingHandler({ enableBuffer: true });
    const lines = handler.waitTopKNonemptyLines(2);
    handler.pushChunk("# note\n\none\n# two\nt");
    await settle();
    handler.pushChunk("wo\nthree\nfour");
    expect(await lines).toBe("one\ntwo");
    handler.disableBuffering();
    handler.finish();
    expect(await read(handler)).toEqual(["three\nfour"]);
  });

  it("distinguishes lines with the same text", async () => {
    const handler = new StreamingHandler({ enableBuffer: true });
    handler.pushChunk("a\n#\na\nb");
    expect(await handler.waitTopKNonemptyLines(2)).toBe("a\na");
    handler.finish();
    expect(await read(handler)).toEqual(["b"]);
  });

  it("returns fewer lines if the text ends or fails before, and does not hang", async () => {
    const ended = new StreamingHandler({ enableBuffer: true });
    const lines = ended.waitTopKNonemptyLines(5);
    ended.pushChunk("one");
    ended.finish();
    expect(await Promise.all([lines, read(ended)])).toEqual(["", ["one"]]);
    const broken = new StreamingHandler({ enableBuffer: true });
    const never = broken.waitTopKNonemptyLines(5);
    broken.fail(new Error("broken"));
    await expect(never).rejects.toThrow("broken");
  });

  it("prints the emitted text", () => {
    const print = vi.fn();
    push({ print, prefix: "a" }, ["a", "b", "c"]);
    expect(print.mock.calls).toEqual([["b"], ["c"]]);
  });

  it("fails instead of growing without bound if it is not read", async () => {
    for (const enableBuffer of [false, true]) {
      const handler = new StreamingHandler({ enableBuffer });
      for (let i = 0; i < 3; i++) handler.pushChunk("x".repeat(500_000));
      await expect(handler.wait()).rejects.toMatchObject({ code: "limit_exceeded" });
    }
  });

  it("wakes a waiting reader", async () => {
    const handler = new StreamingHandler();
    const chunks = read(handler);
    await settle();
    handler.pushChunk("a");
    await settle();
    handler.finish();
    expect(await chunks).toEqual(["a"]);
  });
});

describe("generateAsync with a streaming handler", () => {
  it("returns the text while it runs, and the same answer", async () => {
    const handler = new StreamingHandler();
    const chunks = read(handler);
    const result = await railsOf("", { llm: says("Hi!") }).generateAsync({ ...HELLO, streamingHandler: handler });
    expect(await chunks).toEqual(["H", "i", "!"]);
    expect(result).toEqual(assistant("Hi!"));
  });

  it("delivers no unchecked text if output rails do not stream", async () => {
    const handler = new StreamingHandler();
    const rails = railsOf(REGEX_OUTPUT("secret", "{ enabled: false }"), { llm: says("a secret") });
    const result = await rails.generateAsync({ ...HELLO, streamingHandler: handler });
    expect(result.content).toBe("I'm sorry, I can't respond to that.");
    expect(handler.completion).not.toContain("secret");
  });

  it("delivers the chunk of a block if they stream", async () => {
    const handler = new StreamingHandler();
    const chunks = read(handler);
    await railsOf(REGEX_OUTPUT("secret"), { llm: says("a secret") }).generateAsync({
      ...HELLO,
      streamingHandler: handler,
    });
    expect((await chunks).at(-1)).toBe(blockedChunk("regex check output"));
  });

  it("delivers the refusal of a blocked request", async () => {
    const handler = new StreamingHandler();
    const chunks = read(handler);
    const rails = railsOf(
      `${JUDGE_MODELS}rails: { input: { flows: [self check input] } }`,
      withJudge(
        says("x"),
        judge(() => "Yes"),
      ),
    );
    await rails.generateAsync({ ...HELLO, streamingHandler: handler });
    expect(await chunks).toEqual(["I'm sorry, I can't respond to that."]);
  });

  it.each([
    ["before the first part", new RecordingModel([new ProviderError("server", "no")]), HELLO],
    ["in the middle", new RecordingModel([text("a"), new ProviderError("truncated", "cut")]), HELLO],
    ["in the request", says("x"), { messages: [] }],
  ])("rejects its reader with the error %s", async (_name, llm, input) => {
    const handler = new StreamingHandler();
    const reading = expect(read(handler)).rejects.toThrow();
    await expect(railsOf("", { llm }).generateAsync({ ...input, streamingHandler: handler })).rejects.toThrow();
    await reading;
  });

  it("does not affect the next call", async () => {
    const rails = railsOf("", { llm: new RecordingModel(textParts("new")) });
    const handler = new StreamingHandler();
    await rails.generateAsync({ ...HELLO, streamingHandler: handler });
    expect(await rails.generateAsync(HELLO)).toEqual(assistant("new"));
    expect(handler.completion).toBe("new");
    expect(await read(handler)).toEqual(["n", "e", "w"]);
  });
});
