import { describe, expect, it } from "vitest";
import { guardFetch } from "../../src/engine/guard/guard-fetch.ts";
import { partsFrom, type StreamItem } from "../../src/llm/from-stream.ts";
import type { LanguageModel } from "../../src/llm/language-model.ts";
import { createModel } from "../../src/llm/registry.ts";
import { collect } from "../../src/streams/consumers.ts";
import { utf8 as bytesOf } from "../../src/text/utf8.ts";
import { railsOf, text } from "../support/engine.ts";
import { chunkOf, delta, finish } from "../support/faults.ts";
import { ask, bodyOf, modelConfig, runtimeWith, sseResponse, streamAll, textOf } from "../support/model-runtime.ts";

const event = (data: unknown): string => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;

const CALL = { index: 0, id: "call_1", type: "function", function: { name: "f", arguments: "" } };
const USAGE = { prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 };

/** What an upstream can send for ever without saying anything. */
const FLOODS = {
  comments: ": keep-alive\n\n",
  ids: "id: 1\n\n",
  "names of events": "event: ping\n\n",
  "unknown fields": "x: y\n",
  "blank lines": "\n",
  "empty data": "data:\n\n",
  "empty deltas": event(delta("")),
  "empty calls": event(chunkOf([{ index: 0, delta: { tool_calls: [CALL] } }])),
  "empty reasoning": event(chunkOf([{ index: 0, delta: { reasoning_content: "" } }])),
  usage: event(chunkOf([], { usage: USAGE })),
};

/** A word, 65 chunks of 64 KiB of a flood, and an end that must not be reached. */
const flooded = (flood: string, onCancel: () => void): ReadableStream<Uint8Array> => {
  const chunk = bytesOf(flood.repeat(Math.ceil(65_536 / flood.length)));
  const end = bytesOf(event(finish()) + event("[DONE]"));
  return bodyOf([bytesOf(event(delta("Hello"))), ...Array.from({ length: 65 }, () => chunk), end], { onCancel });
};

const modelOf = (body: ReadableStream<Uint8Array>): LanguageModel =>
  createModel(
    modelConfig({ parameters: { base_url: "https://up.test/v1", max_retries: 0 } }),
    runtimeWith(() => sseResponse(body)),
  );

const readText = async (response: Response): Promise<string> => {
  const answer = await response.text();
  if (answer.includes('"code":"malformed"')) throw Object.assign(new Error(answer), { code: "malformed" });
  return answer;
};

const guarded = async (body: ReadableStream<Uint8Array>, path: string, stream = true): Promise<string> => {
  const fetched = guardFetch(railsOf("models: []"), { fetch: () => Promise.resolve(sseResponse(body)) });
  const messages = [{ role: "user", content: "hi" }];
  const request = path === "responses" ? { input: "hi" } : { messages };
  const init = { method: "POST", body: JSON.stringify({ model: "m", stream, ...request }) };
  return readText(await fetched(`https://up.test/v1/${path}`, init));
};

const CHATS = "chat/completions";

const WAYS: Readonly<Record<string, (body: ReadableStream<Uint8Array>) => Promise<unknown>>> = {
  "a model that does not stream": (body) => modelOf(body).generate(ask()),
  "guardFetch, streamed": (body) => guarded(body, CHATS),
  "guardFetch, whole": (body) => guarded(body, CHATS, false),
  guardResponse: async (body) => readText(await railsOf("models: []").guardResponse(sseResponse(body))),
  "a generator of bytes": (body) => collect(partsFrom(body)),
};

describe("an upstream that says nothing more", () => {
  const expectEnd = async (flood: string, read: (body: ReadableStream<Uint8Array>) => Promise<unknown>) => {
    let isCancelled = false;
    const body = flooded(flood, () => (isCancelled = true));
    await expect(read(body)).rejects.toMatchObject({ code: "malformed" });
    expect(isCancelled).toBe(true);
  };

  it.each(Object.entries(FLOODS))("is cancelled after 4 MiB of %s", (_, flood) =>
    expectEnd(flood, (body) => streamAll(modelOf(body))),
  );

  it.each(Object.entries(WAYS))("is cancelled by %s", async (_, read) => {
    await expectEnd(FLOODS.comments, read);
    await expectEnd(FLOODS["empty deltas"], read);
  });

  it.each<[string, StreamItem]>([
    ["texts", ""],
    ["parts", text("")],
    ["chunks", delta("")],
  ])("is cancelled after 131,072 empty %s of a generator", async (_, item) => {
    let yielded = 0;
    function* endless(): Generator<StreamItem> {
      for (;;) {
        yielded += 1;
        yield item;
      }
    }
    await expect(collect(partsFrom(endless()))).rejects.toMatchObject({ code: "malformed" });
    expect(yielded).toBe(131_073);
  });
});

describe("an honest upstream", () => {
  it("may send pictures that are not read before its text", async () => {
    const picture = { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(900_000)}` } };
    const drawn = bytesOf(event(chunkOf([{ index: 0, delta: { images: [picture] } }])));
    const rest = bytesOf(event(delta("A cat")) + event(finish()) + event("[DONE]"));
    expect(textOf(await streamAll(modelOf(bodyOf([drawn, drawn, drawn, drawn, rest]))))).toBe("A cat");
  });

  it("may send a comment a second for eleven hours before each word", async () => {
    const silence = bytesOf(": OPENROUTER PROCESSING\n\n".repeat(40_000));
    const words = ["Hello", " world"].map((word) => bytesOf(event(delta(word))));
    const end = bytesOf(event(finish()) + event("[DONE]"));
    const parts = await streamAll(modelOf(bodyOf([silence, ...words.flatMap((word) => [word, silence]), end])));
    expect(textOf(parts)).toBe("Hello world");
  });

  it("may repeat a long answer four times at its end, as the Responses API does", async () => {
    const long = "word ".repeat(80_000);
    const part = { type: "output_text", text: long, annotations: [] };
    const item = { id: "msg_1", type: "message", role: "assistant", status: "completed", content: [part] };
    const at = { item_id: "msg_1", output_index: 0, content_index: 0 };
    const response = { id: "resp_1", object: "response", model: "m", created_at: 1, output: [] };
    const events: readonly Readonly<Record<string, unknown>>[] = [
      { type: "response.created", response: { ...response, status: "in_progress" } },
      { type: "response.output_item.added", output_index: 0, item: { ...item, content: [] } },
      { type: "response.output_text.delta", ...at, delta: long },
      { type: "response.output_text.done", ...at, text: long },
      { type: "response.content_part.done", ...at, part },
      { type: "response.output_item.done", output_index: 0, item },
      { type: "response.completed", response: { ...response, status: "completed", output: [item] } },
    ];
    const answer = await guarded(bodyOf(events.map((one) => bytesOf(event(one)))), "responses");
    expect(answer).toContain('"type":"response.completed"');
  });
});
