import { AsyncTextIteratorStreamer, type TokenDecoderLike } from "edgerails/huggingface";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

/** A byte-level tokenizer: a token is some bytes, and the decoded text is tidied up as transformers.js does it. */
const byteTokenizer = (
  tokens: readonly Uint8Array[],
  { tidy = true, stripFirstSpace = false } = {},
): TokenDecoderLike => ({
  decode(ids) {
    if (ids.length === 0) throw new Error("token_ids must be a non-empty array of integers.");
    const bytes = ids.flatMap((id) => [...(tokens[Number(id)] ?? [])]);
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    const stripped = stripFirstSpace ? text.replace(/^ /, "") : text;
    return tidy
      ? stripped
          .replace(/ ([.?!,])/g, "$1")
          .replace(/ ' /g, "'")
          .replace(/ (n't|'m|'s|'ve|'re)/g, "$1")
      : stripped;
  },
});

const encoder = new TextEncoder();
const WORDS = [
  " the",
  " do",
  " n",
  "'t",
  " '",
  "'",
  " .",
  ".",
  " ",
  "\n",
  "  ",
  "s",
  "é",
  "日本",
  " 😀",
  "本",
  " ve",
  "re",
  "🇩🇪",
  "x".repeat(40),
];
const wholeTokens = WORDS.map((word) => encoder.encode(word));
const byteTokens = [...new Set(wholeTokens.flatMap((bytes) => [...bytes]))].map((byte) => Uint8Array.of(byte));
const TOKENS = [...wholeTokens, ...byteTokens];

const putAll = (streamer: AsyncTextIteratorStreamer, ids: readonly bigint[]): void => {
  for (const id of ids) streamer.put([[id]]);
  streamer.end();
};

const read = async (source: AsyncIterable<string>): Promise<string[]> => {
  const pieces: string[] = [];
  for await (const piece of source) pieces.push(piece);
  return pieces;
};

/** Each character of a text as the tokens of its bytes. */
const bytewise = (text: string): bigint[] =>
  [...encoder.encode(text)].map((byte) => BigInt(TOKENS.findIndex((token) => token.length === 1 && token[0] === byte)));

const tokenIds = fc.array(fc.nat({ max: TOKENS.length - 1 }).map(BigInt), {
  minLength: 1,
  maxLength: 300,
  size: "max",
});

describe("AsyncTextIteratorStreamer", () => {
  it("yields pieces that join to what the tokenizer decodes from all ids", async () => {
    const options = fc.record({ tidy: fc.boolean(), stripFirstSpace: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(tokenIds, options, async (ids, how) => {
        const tokenizer = byteTokenizer(TOKENS, how);
        const streamer = new AsyncTextIteratorStreamer(tokenizer);
        putAll(streamer, ids);
        expect((await read(streamer)).join("")).toBe(tokenizer.decode([...ids]));
      }),
      { numRuns: 300 },
    );
  });

  it("never yields half a character of valid UTF-8", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("日", "本", "é", "😀", " ", "s"), { minLength: 1 }),
        async (characters) => {
          const text = characters.join("");
          const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS, { tidy: false }));
          putAll(streamer, bytewise(text));
          const pieces = await read(streamer);
          expect(pieces.join("")).toBe(text);
          expect(pieces.filter((piece) => piece.includes("\uFFFD") || /\p{Surrogate}/u.test(piece))).toEqual([]);
        },
      ),
    );
  });

  it("yields a word once the next one starts, and a Chinese character immediately", async () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS));
    const reader = streamer.readable.getReader();
    const word = reader.read();
    streamer.put([[0n]]);
    streamer.put([[1n]]);
    expect(await word).toEqual({ done: false, value: " the" });
    const character = reader.read();
    streamer.put([[BigInt(WORDS.indexOf("日本"))]]);
    expect(await character).toEqual({ done: false, value: " do日本" });
  });

  it("decodes a bounded number of tokens per step, however long the text", () => {
    let longest = 0;
    const tokenizer = byteTokenizer(TOKENS);
    const counting: TokenDecoderLike = {
      decode(ids, options) {
        longest = Math.max(longest, ids.length);
        return tokenizer.decode(ids, options);
      },
    };
    const streamer = new AsyncTextIteratorStreamer(counting);
    putAll(
      streamer,
      Array.from({ length: 3000 }, (_, i) => BigInt(i % 2)),
    );
    expect(longest).toBeLessThan(100);
  });

  it("omits the prompt with skipPrompt, and yields it first without", async () => {
    const texts = [true, false].map(async (skipPrompt) => {
      const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS), { skipPrompt });
      streamer.put([[0n, 1n]]);
      putAll(streamer, [0n, 0n]);
      return (await read(streamer)).join("");
    });
    expect(await Promise.all(texts)).toEqual([" the the", " the do the the"]);
  });

  it("ends once, does not repeat the last text, and rejects a second generation", async () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS));
    putAll(streamer, [0n, 1n]);
    streamer.end();
    expect(await read(streamer)).toEqual([" the", " do"]);
    expect(() => streamer.put([[0n]])).toThrow("A streamer serves one generation");
  });

  it("ends without text if there was none", async () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS), { skipPrompt: true });
    streamer.put([[0n]]);
    streamer.end();
    expect(await read(streamer)).toEqual([]);
  });

  it("passes an error to the reader after the text before it", async () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS));
    streamer.put([[0n, 1n]]);
    streamer.fail(new Error("out of memory"));
    const reader = streamer.readable.getReader();
    expect(await reader.read()).toEqual({ done: false, value: " the" });
    await expect(reader.read()).rejects.toThrow("out of memory");
  });

  it("throws from put if more pieces are queued than maxQueued, and errors the stream", async () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS), { maxQueued: 2 });
    for (const id of [0n, 0n, 0n]) streamer.put([[id]]);
    expect(() => streamer.put([[0n]])).toThrow("Cannot queue more text: 2 pieces wait for a reader");
    await expect(read(streamer)).rejects.toThrow('raise "maxQueued"');
  });

  it("drops tokens after its reader has cancelled", async () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS), { maxQueued: 1 });
    streamer.put([[0n, 1n]]);
    for await (const _ of streamer) break;
    expect(streamer.cancelled).toBe(true);
    putAll(streamer, [0n, 0n, 0n, 0n]);
    expect(await streamer.wanted()).toBe(false);
  });

  it("reports demand only while a read waits", async () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS));
    let wanted: boolean | undefined;
    const asked = streamer.wanted().then((answer) => (wanted = answer));
    await Promise.resolve();
    expect(wanted).toBeUndefined();
    const reader = streamer.readable.getReader();
    const piece = reader.read();
    await asked;
    expect(wanted).toBe(true);
    streamer.end();
    expect(await piece).toEqual({ done: true, value: undefined });
  });

  it("rejects batches of several sequences and a bound below one", () => {
    const streamer = new AsyncTextIteratorStreamer(byteTokenizer(TOKENS));
    expect(() => streamer.put([[0n], [1n]])).toThrow("batches of one sequence, not 2");
    expect(() => new AsyncTextIteratorStreamer(byteTokenizer(TOKENS), { maxQueued: 0 })).toThrow(
      '"maxQueued" must be at least 1',
    );
  });
});
