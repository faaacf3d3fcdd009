import { describe, expect, it } from "vitest";
import { ProviderError } from "../../../src/errors.ts";
import { chatReader } from "../../../src/wire/openai/chat-reader.ts";
import { modelUpstream } from "../../../src/http/upstream-error.ts";
import { chatCompletionDecoder, collect, fromIterable, sseDecoder } from "../../../src/streams/index.ts";
import { pipeline } from "../../../src/streams/pipeline.ts";
import type { StreamPart } from "../../../src/types.ts";
import type { AnswerEvent } from "../../../src/wire/answer-event.ts";

/** What a client makes of an answer, in short: texts by channel, how it ended, what it cost. */
const summary = (parts: readonly StreamPart[]): Record<string, unknown> => {
  const said: Record<string, unknown> = {};
  for (const part of parts) {
    if (part.type === "text-delta") said["text"] = `${(said["text"] ?? "") as string}${part.text}`;
    if (part.type === "reasoning-delta") said["thought"] = `${(said["thought"] ?? "") as string}${part.text}`;
    if (part.type === "refusal-delta") said["refusal"] = part.text;
    if (part.type === "finish") said["finish"] = part.reason;
    if (part.type === "usage")
      said["usage"] = [part.usage.promptTokens, part.usage.completionTokens, part.usage.totalTokens];
    if (part.type === "thought-state") said["states"] = [...((said["states"] ?? []) as unknown[]), part.state];
    if (part.type === "tool-call-delta")
      said["calls"] = [...((said["calls"] ?? []) as string[]), `${part.name} ${part.text}`];
  }
  return said;
};

const failed = (error: unknown): { readonly error: string } => {
  if (error instanceof ProviderError) return { error: error.code };
  throw error;
};

const read = async (source: readonly AnswerEvent[]): Promise<object> =>
  collect(pipeline<StreamPart>(fromIterable(source), [chatCompletionDecoder()])).then(summary, failed);

const readBytes = async (text: string): Promise<object> => {
  const bytes = fromIterable([new TextEncoder().encode(text)]);
  return collect(pipeline<StreamPart>(bytes, [sseDecoder(), chatCompletionDecoder()])).then(summary, failed);
};

const readWhole = async (json: unknown): Promise<object> => {
  try {
    return await read(chatReader(modelUpstream("x")).eventsOf(json));
  } catch (error) {
    return failed(error);
  }
};

const chunk = (delta: unknown, choice: object = {}, top: object = {}): object => ({
  id: "c",
  choices: [{ index: 0, delta, finish_reason: null, ...choice }],
  ...top,
});

const hi = chunk({ role: "assistant", content: "hi" });

const end = (reason: unknown = "stop", choice: object = {}, top: object = {}): object =>
  chunk({}, { finish_reason: reason, ...choice }, top);

const sse = (...chunks: readonly unknown[]): string =>
  [...chunks.map((one) => JSON.stringify(one)), "[DONE]"].map((data) => `data: ${data}\n\n`).join("");

describe("a failure within an answer", () => {
  it.each<[string, unknown, string]>([
    ["an object", { error: { message: "x", code: 500 } }, "server"],
    ["a text", { error: "x" }, "server"],
    ["a flag", { error: true, message: "x" }, "server"],
    ["a limit in Google's words", [{ error: { code: "x", status: "RESOURCE_EXHAUSTED" } }], "rate_limit"],
    ["a list of errors", { errors: [{ message: "x" }] }, "server"],
    ["a status", { status: 500, message: "x" }, "server"],
    ["FastAPI's", { detail: "x" }, "server"],
    ["a number and a text", { code: 500, msg: "x" }, "server"],
    ["a text alone", { message: "Internal Server Error" }, "server"],
    ["a code of its own name", { error_code: 500, error_msg: "x" }, "server"],
    ["a kind of error", { type: "invalid_request_error", message: "x" }, "bad_request"],
    ["an exception (AWS)", { __type: "InternalException", message: "x" }, "server"],
    ["a fault (Apigee)", { fault: { faultstring: "x" } }, "server"],
    ["MiniMax's", { id: "c", choices: [], base_resp: { status_code: 1013, status_msg: "x" } }, "server"],
    ["in the choice", chunk({}, { error: { code: 502 } }), "server"],
  ])("is an error, in the form %s", async (_, event, code) => {
    expect(await readBytes(sse(hi, event, end()))).toEqual({ error: code });
  });

  it.each([
    ["an event of its name", "event: error\ndata: x\n\n"],
    ["a field of its name (llama.cpp)", 'error: {"code":500,"message":"x"}\n\n'],
    ["a bare line of JSON", '{"error":{"message":"x"}}\n\n'],
  ])("is an error, in the form %s", async (_, lines) => {
    expect(await readBytes(`data: ${JSON.stringify(hi)}\n\n${lines}data: [DONE]\n\n`)).toEqual({ error: "server" });
  });

  it("is an error if the last event before [DONE] is not understood", async () => {
    const odd = { type: "response.failed", response: {} };
    expect(await readBytes(sse(hi, odd))).toEqual({ error: "truncated" });
    expect(await readBytes(sse(odd, hi))).toEqual({ text: "hi", finish: "stop" });
    expect(await readBytes(sse(hi, odd, end()))).toEqual({ text: "hi", finish: "stop" });
  });

  it.each<[string, object, string]>([
    ["FastAPI's", { detail: "x" }, "server"],
    ["a number and a text (Zhipu)", { code: 401, msg: "x", success: false }, "authentication"],
    ["no failure, and no answer", { choices: null }, "malformed"],
  ])("is an error instead of a complete answer, in the form %s", async (_, json, code) => {
    expect(await readWhole(json)).toEqual({ error: code });
  });

  it.each([null, false, "", {}, []])("is not indicated by %j", async (error) => {
    expect(
      await readBytes(
        sse({ ...hi, error }, end("stop", { error }, { error, errors: [], base_resp: { status_code: 0 } })),
      ),
    ).toEqual({
      text: "hi",
      finish: "stop",
    });
    expect(await readWhole({ error, choices: [{ message: { content: "hi" }, finish_reason: "stop" }] })).toEqual({
      text: "hi",
      finish: "stop",
    });
  });
});
