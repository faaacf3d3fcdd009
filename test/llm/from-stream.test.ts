import { describe, expect, it } from "vitest";
import { ProviderError } from "../../src/errors.ts";
import { languageModelFromStream, partsFrom, type StreamItem } from "../../src/llm/from-stream.ts";
import { collect } from "../../src/streams/consumers.ts";
import { TEXT } from "../support/fault-text.ts";
import { chunkOf, delta, finish, goodStream } from "../support/faults.ts";
import { ask, streamAll, textOf } from "../support/model-runtime.ts";

async function* generate(...items: readonly StreamItem[]): AsyncGenerator<StreamItem> {
  yield* items;
}

const STOP = { type: "finish", choice: 0, reason: "stop" } as const;

describe("partsFrom", () => {
  it("reads strings, whose end is the end of the answer", async () => {
    expect(await collect(partsFrom(generate("Hel", "", "lo")))).toEqual([
      { type: "text-delta", choice: 0, text: "Hel" },
      { type: "text-delta", choice: 0, text: "lo" },
      STOP,
    ]);
  });

  it("treats a generator without text as an empty answer", async () => {
    expect(await collect(partsFrom(generate()))).toEqual([STOP]);
  });

  it.each(['{"error":{"message":"pwned"}}', "data: [DONE]\n\n", '{"choices":[{"delta":{"content":"x"}}]}', "[DONE]"])(
    "treats the text %j as text",
    async (text) => {
      expect(await collect(partsFrom([text]))).toEqual([{ type: "text-delta", choice: 0, text }, STOP]);
    },
  );

  it("reads OpenAI chunk objects", async () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const parts = await collect(partsFrom([delta("a"), delta("b"), finish(), chunkOf([], { usage })]));
    expect(textOf(parts)).toBe("ab");
    expect(parts.at(-1)).toMatchObject({ type: "usage", usage: { totalTokens: 3 } });
  });

  it("reads the bytes of an event stream", async () => {
    const body = new Response(goodStream()).body as ReadableStream<Uint8Array>;
    const parts = await collect(partsFrom(body));
    expect(textOf(parts)).toBe(TEXT);
    expect(parts.filter(({ type }) => type === "finish")).toHaveLength(1);
  });

  it("passes parts unchanged", async () => {
    const parts = [
      { type: "reasoning-delta", choice: 1, text: "hm" },
      { ...STOP, choice: 1 },
    ] as const;
    expect(await collect(partsFrom(parts))).toEqual(parts);
  });

  it.each([
    ["chunks", [delta("a")]],
    ["parts", [{ type: "text-delta", choice: 0, text: "a" }]],
    ["parts of one of two choices", [{ type: "text-delta", choice: 1, text: "a" }, STOP]],
    ["bytes", [new TextEncoder().encode(`data: ${JSON.stringify(delta("a"))}\n\n`)]],
  ])("treats %s without a finish as truncated", async (_, items) => {
    await expect(collect(partsFrom(items))).rejects.toMatchObject({ code: "truncated" });
  });

  it.each([[42], [null], [[1]]])("rejects the item %j", async (item) => {
    await expect(collect(partsFrom([item as unknown as StreamItem]))).rejects.toMatchObject({ code: "malformed" });
  });

  it("reads nothing before it is read, and returns the generator on cancel", async () => {
    const seen: string[] = [];
    async function* watched(): AsyncGenerator<string> {
      try {
        for (const text of ["a", "b", "c"]) {
          seen.push(text);
          yield text;
        }
      } finally {
        seen.push("returned");
      }
    }
    const reader = partsFrom(watched()).getReader();
    expect(seen).toEqual([]);
    await reader.read();
    expect(seen).toEqual(["a"]);
    await reader.cancel();
    expect(seen).toEqual(["a", "returned"]);
  });

  it("converts errors of the source to a ProviderError, and keeps errors of this package", async () => {
    const failing = (error: Error): ReadableStream<StreamItem> =>
      new ReadableStream({ start: (source) => source.error(error) });
    const cause = new Error("secret detail");
    const error = await collect(partsFrom(failing(cause))).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: "server", cause });
    expect((error as Error).message).not.toContain("secret");
    const own = new ProviderError("rate_limit", "slow down");
    await expect(collect(partsFrom(failing(own)))).rejects.toBe(own);
  });
});

describe("languageModelFromStream", () => {
  it("passes the request to the producer, which may answer late", async () => {
    const model = languageModelFromStream(
      async ({ messages, params }) => [`${messages.length} ${String(params?.["seed"])}`],
      {
        provider: "mine",
        model: "m",
      },
    );
    expect(model).toMatchObject({ provider: "mine", model: "m" });
    expect(textOf(await streamAll(model, ask("Hi", { params: { seed: 3 } })))).toBe("1 3");
    expect((await model.generate(ask())).choices[0]).toEqual({ content: "1 undefined", finishReason: "stop" });
  });

  it("does not call the producer if the request has aborted", async () => {
    let calls = 0;
    const model = languageModelFromStream(() => {
      calls += 1;
      return ["x"];
    });
    await expect(model.stream(ask("Hi", { signal: AbortSignal.abort(new Error("gone")) }))).rejects.toThrow("gone");
    expect(calls).toBe(0);
  });

  it("rejects a producer that returns no stream", async () => {
    const model = languageModelFromStream(() => "text" as never);
    await expect(model.stream(ask())).rejects.toMatchObject({ code: "malformed" });
  });
});
