import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { LLMRails } from "../../../src/engine/llm-rails.ts";
import { maskSecrets, secretsOf } from "../../../src/engine/record/masked-secrets.ts";
import { readRecording } from "../../../src/engine/record/read-recording.ts";
import { chunkBytes, recordedChunk, type Recording } from "../../../src/engine/record/recording.ts";
import { replay } from "../../../src/engine/record/replay.ts";
import { RailsConfig } from "../../../src/library/rails-config.ts";
import type { ScriptInput } from "../../../src/llm/scripted/script.ts";
import { scriptedUpstream } from "../../../src/llm/scripted/scripted-upstream.ts";
import { fromIterable } from "../../../src/streams/sources.ts";
import type { StreamPart } from "../../../src/types/stream-part.ts";
import { settle } from "../../server/gateway.ts";
import { collect, HELLO, ManualClock } from "../../support/engine.ts";

const config = (flows: readonly string[], input: readonly string[] = []): RailsConfig =>
  RailsConfig.fromObject({
    models: [{ type: "main", engine: "openai", model: "m" }],
    rails: {
      input: { flows: input },
      output: { flows, streaming: { enabled: true } },
      config: { regex_detection: { input: { patterns: ["forbidden"] }, output: { patterns: ["sk-[a-z]{3}"] } } },
    },
  });

const KEY = "top-secret-provider-key";

/** A live answer and its recording. */
const live = async (rails: RailsConfig, script: ScriptInput) => {
  const recordings: Recording[] = [];
  const clock = new ManualClock();
  const upstream = scriptedUpstream(script);
  const one = new LLMRails(rails, {
    env: { OPENAI_API_KEY: KEY },
    fetch: async (input, init) => {
      const response = await upstream(new Request(input, init));
      const timed = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, output) {
          clock.advance(7);
          output.enqueue(chunk);
        },
      });
      return new Response(response.body?.pipeThrough(timed) ?? null, response);
    },
    clock,
    onRecord: (recording) => recordings.push(recording),
  });
  const stream = one.streamParts({ ...HELLO, options: { log: { held_text: true } } });
  const parts = await collect(stream);
  const [recording] = recordings;
  if (recording === undefined) throw new Error("nothing was recorded");
  return { parts, recording, outcome: await stream.outcome, log: await stream.log };
};

const textOf = (parts: readonly StreamPart[]): string =>
  parts.map((part) => (part.type === "text-delta" ? part.text : "")).join("");

describe("a recorded chunk", () => {
  it("restores any bytes", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.uint8Array(), (ms, bytes) => {
        const kept = JSON.parse(JSON.stringify(recordedChunk(ms, bytes))) as ReturnType<typeof recordedChunk>;
        expect([kept.ms, [...chunkBytes(kept)]]).toEqual([ms, [...bytes]]);
      }),
    );
  });
});

describe("a recording", () => {
  it("has the provider's bytes with their times, and the request, but no key or URL", async () => {
    const { recording } = await live(config(["regex redact output"]), { replies: ["héllo sk-abc"], chunk: "char" });
    const text = recording.chunks.map((chunk) => new TextDecoder().decode(chunkBytes(chunk))).join("");
    expect(text).toMatch(/^data: \{.*data: \[DONE\]\n\n$/s);
    expect(recording.chunks.every(({ ms }, index, all) => ms >= (all[index - 1]?.ms ?? 0))).toBe(true);
    expect(recording).toMatchObject({
      version: 1,
      complete: true,
      messages: HELLO.messages,
      outcome: { status: "modified" },
    });
    const json = JSON.stringify(recording);
    expect(json).not.toContain(KEY);
    expect(json).not.toContain("api.openai.com");
    expect(readRecording(json)).toEqual(recording);
  });

  it("has no secret of the call, whatever the provider echoes and for any chunking", () => {
    const secret = "top-secret/key+1=";
    const calls: [string, RequestInit][] = [
      ["https://host.example/v1", { headers: { authorization: `Bearer ${secret}` } }],
      ["https://host.example/v1", { headers: { "x-own-key": secret, "content-type": "text/event-stream" } }],
      [`https://host.example/v1?key=${encodeURIComponent(secret)}`, {}],
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(secret, "é", "text/event-stream", "top-secret", " "), { maxLength: 8 }),
        fc.array(fc.nat(6), { minLength: 1 }),
        fc.constantFrom(...calls),
        (words, sizes, [url, init]) => {
          const text = words.join("");
          const bytes = new TextEncoder().encode(text);
          const chunks: Uint8Array[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = 1 + (sizes[turn % sizes.length] ?? 0);
            chunks.push(bytes.slice(at, at + size));
            at += size;
          }
          maskSecrets(chunks, secretsOf(url, init));
          const kept = new TextDecoder().decode(Uint8Array.from(chunks.flatMap((chunk) => [...chunk])));
          // Of a body that ends within a secret, its beginning is one, too.
          const stars = ({ length }: string): string => "*".repeat(length);
          expect(kept).toBe(text.replaceAll(secret, stars).replace(/top-secret$/, stars));
        },
      ),
    );
  });

  it("has asterisks if the provider echoes its API key", async () => {
    const { recording } = await live(config([]), { replies: [`the key is ${KEY}, see`], chunk: 64 });
    expect(JSON.stringify(recording)).not.toContain("secret");
    const { texts } = await replay(config([]), recording);
    expect(texts.map(({ text }) => text).join("")).toBe(`the key is ${"*".repeat(KEY.length)}, see`);
  });

  it.each<readonly [string, (body: string) => string]>([
    ["with escaped slashes", (body) => body.replaceAll("/", "\\/")],
    ["with Unicode escapes", (body) => body.replaceAll("k", "\\u006b")],
    ["percent-encoded", encodeURIComponent],
  ])("has asterisks for a secret that is echoed %s", (_what, escaped) => {
    const bytes = new TextEncoder().encode(escaped("it is top-secret/key+1="));
    maskSecrets([bytes.subarray(0, 12), bytes.subarray(12)], ["top-secret/key+1="]);
    expect(new TextDecoder().decode(bytes)).toMatch(/^it(?: |%20)is(?: |%20)[*]+$/);
  });

  it.each<readonly [string, (encoded: string) => string]>([
    ["", (encoded) => encoded],
    [" for URLs", (encoded) => encoded.replaceAll("+", "-").replaceAll("/", "_")],
    [" in JSON", (encoded) => encoded.replaceAll("/", "\\/")],
  ])("has asterisks for a secret that is echoed in Base64%s, at any offset", (_, escaped) => {
    for (const before of ["", "a", "ab", "abc"]) {
      const secret = "top-secret>>>?????~key";
      const bytes = new TextEncoder().encode(`it is ${escaped(btoa(`${before}${secret}, see`))}`);
      maskSecrets([bytes.subarray(0, 12), bytes.subarray(12)], [secret]);
      // The first and the last letter may share a character with their neighbours.
      expect(new TextDecoder().decode(bytes)).toMatch(/^it is \w{0,4}[*]{28,}\w{0,8}=*$/);
    }
  });

  it("takes linear time for many chunks and many secrets", () => {
    const filled = vi.spyOn(Uint8Array.prototype, "fill");
    const chunks = Array.from({ length: 4_000 }, (_, at) => new TextEncoder().encode(at % 2 === 0 ? "top-" : "secret"));
    maskSecrets(chunks, ["top-secret"]);
    expect(filled.mock.calls.length).toBeLessThan(8_000);
    filled.mockRestore();
  });

  it("has asterisks for a key in a compressed body, and in the type of the body", async () => {
    const recordings: Recording[] = [];
    const message = { role: "assistant", content: `it is ${KEY}` };
    const json = JSON.stringify({ object: "chat.completion", choices: [{ index: 0, message, finish_reason: "stop" }] });
    const body = new Response(json).body?.pipeThrough(new CompressionStream("gzip"));
    const rails = new LLMRails(config([]), {
      env: { OPENAI_API_KEY: KEY },
      fetch: () => Promise.resolve(new Response(body, { headers: { "content-type": `application/json; k=${KEY}` } })),
      onRecord: (recording) => recordings.push(recording),
    });
    expect((await rails.generateAsync(HELLO)).content).toBe(`it is ${KEY}`);
    const [{ chunks, contentType } = { chunks: [] }] = recordings;
    expect(contentType).toBe("application/json; k=[redacted]");
    const kept = chunks.map((chunk) => new TextDecoder().decode(chunkBytes(chunk))).join("");
    expect(kept).toContain(`it is ${"*".repeat(KEY.length)}`);
  });

  it("has asterisks for a key in chunks of Node's own connections, while the reader gets the original", async () => {
    const recordings: Recording[] = [];
    const choice = (content: string) => ({ index: 0, delta: { content }, finish_reason: null });
    const events = [KEY.slice(0, 6), KEY.slice(6), ` or ${KEY}!`].map((text) => ({ choices: [choice(text)] }));
    const end = { choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
    const body = [...events, end].map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
    const bytes = Buffer.from(`${body}data: [DONE]\n\n`);
    const rails = new LLMRails(config([]), {
      env: { OPENAI_API_KEY: KEY },
      fetch: () =>
        Promise.resolve(
          new Response(fromIterable<Uint8Array<ArrayBuffer>>([bytes.subarray(0, 200), bytes.subarray(200)])),
        ),
      onRecord: (recording) => recordings.push(recording),
    });
    expect((await collect(rails.streamAsync(HELLO))).join("")).toBe(`${KEY} or ${KEY}!`);
    expect(recordings).toHaveLength(1);
    const kept = recordings.flatMap(({ chunks }) => chunks.map((chunk) => new TextDecoder().decode(chunkBytes(chunk))));
    expect(kept.join("")).toBe(bytes.toString().replaceAll(KEY, "*".repeat(KEY.length)));
    expect(bytes.toString()).toContain(KEY);
  });

  it("is rejected if it is invalid, with a reason", () => {
    expect(() => readRecording("{}")).toThrow("Not a recording: version: is missing");
    expect(() => readRecording(" \n")).toThrow("Not a recording: it is empty");
    expect(() => readRecording('{"version": 1,\n "chu')).toThrow("Not a recording: it is no JSON, or was cut off");
  });

  it.each([
    ["as the provider told it", true, { promptTokens: 7, totalTokens: 9 }],
    ["without the prompt, where the provider told nothing", false, {}],
  ])("has the usage %s", async (_what, isTold, expected) => {
    const usage = { prompt_tokens: 7, completion_tokens: 2 };
    const { recording: told } = await live(config([]), { replies: [{ content: "two words", usage }] });
    const hasUsage = (chunk: Recording["chunks"][number]): boolean => "text" in chunk && /"usage":\{/.test(chunk.text);
    const recording = isTold ? told : { ...told, chunks: told.chunks.filter((chunk) => !hasUsage(chunk)) };
    expect(told.chunks.filter(hasUsage)).toHaveLength(1);
    const { promptTokens, totalTokens, ...rest } = (await replay(config([]), recording)).usage;
    expect({ promptTokens, totalTokens }).toEqual({ promptTokens: undefined, totalTokens: undefined, ...expected });
    expect(rest.completionTokens).toBe(2);
  });

  it("that cannot be written does not affect the answer", async () => {
    const upstream = scriptedUpstream({ replies: ["fine"] });
    const rails = new LLMRails(config([]), {
      env: { OPENAI_API_KEY: KEY },
      fetch: (input, init) => Promise.resolve(upstream(new Request(input, init))),
      onRecord: () => {
        throw new Error("the disk is full");
      },
    });
    expect((await collect(rails.streamAsync(HELLO))).join("")).toBe("fine");
  });
});

describe("replaying", () => {
  const word = fc.constantFrom("plain", "sk-abc", "sk-", "ab", "é😀", "sk-abcd", "<b>");

  it("returns the recorded text, verdicts and hold-back under the same config, every time", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        fc.constantFrom("regex redact output", "regex check output"),
        fc.constantFrom("char" as const, "word" as const, 3),
        async (words, flow, chunk) => {
          const rails = config([flow]);
          const { parts, recording, outcome, log } = await live(rails, { replies: [words.join(" ")], chunk });
          const again = await replay(rails, recording);
          expect(again.texts.map(({ text }) => text).join("")).toBe(textOf(parts));
          expect(again.outcome).toEqual(outcome);
          expect(again.heldText).toEqual(log.held_text);
          expect(JSON.stringify(await replay(rails, recording))).toBe(JSON.stringify(again));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("checks a recorded answer and its request by another config", async () => {
    const { recording } = await live(config([]), { replies: ["a sk-abc"] });
    expect((await replay(config(["regex check output"]), recording)).outcome).toMatchObject({ status: "blocked" });
    expect((await replay(config([]), recording)).outcome.status).toBe("passed");
    const asked = { ...recording, messages: [{ role: "user", content: "forbidden" }] } as const;
    const { outcome, texts } = await replay(config([], ["regex check input"]), asked);
    expect([outcome.railType, texts.length]).toEqual(["input", 1]);
  });

  it("checks the recorded part of an answer that a block had cut off", async () => {
    const { recording } = await live(config(["regex check output"]), {
      replies: ["a sk-abc and more and more"],
      chunk: "char",
    });
    expect([recording.complete, recording.outcome?.status]).toEqual([false, "blocked"]);
    expect((await replay(config(["regex check output"]), recording)).outcome.status).toBe("blocked");
    expect((await replay(config([]), recording)).outcome.status).toBe("passed");
  });

  it("waits for the recorded times, divided by the speed", async () => {
    const chunks = [
      { ms: 0, text: 'data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null}]}\n\n' },
      { ms: 40, text: 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n' },
    ];
    const recording = {
      version: 1,
      recordedAt: 5,
      provider: "openai",
      model: "m",
      messages: HELLO.messages,
      params: {},
      contentType: "text/event-stream",
      chunks,
      complete: true,
    } as const;
    const clock = new ManualClock();
    let isDone = false;
    const done = replay(config([]), recording, { speed: 2, clock }).then((result) => {
      isDone = true;
      return result;
    });
    await settle();
    clock.advance(19);
    await settle();
    expect(isDone).toBe(false);
    clock.advance(1);
    expect((await done).texts[0]?.text).toBe("a");
  });
});
