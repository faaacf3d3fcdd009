import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { AIMessageChunk } from "@langchain/core/messages";
import { RunnableLambda } from "@langchain/core/runnables";
import { wrapLanguageModel } from "ai";
import { describe, expect, it } from "vitest";
import { guardMiddleware } from "../../src/integrations/ai/middleware.ts";
import { uiMessageWire } from "../../src/integrations/ai/ui-message-wire.ts";
import { RunnableRails } from "../../src/integrations/langchain/index.ts";
import { OpenCalls } from "../../src/integrations/open-calls.ts";
import { fromIterable } from "../../src/streams/sources.ts";
import { toolCall } from "../streams/parts.ts";
import { collect, railsOf } from "../support/engine.ts";

const rails = railsOf(`
rails:
  output: { flows: [regex check output], streaming: { enabled: true } }
  config: { regex_detection: { output: { patterns: [forbidden] } } }
`);

/** A delta of the arguments of one of two calls. */
interface Piece {
  readonly index: 0 | 1;
  readonly text: string;
}

/** A call as its host would run it. */
interface Told {
  readonly id: string | undefined;
  readonly input: unknown;
}

/** Two calls with interleaved arguments. */
const byTurns = (rest: string): readonly Piece[] => [
  { index: 0, text: '{"path":"/home/' },
  { index: 1, text: '{"path":"/etc' },
  { index: 0, text: rest },
  { index: 1, text: '"}' },
];

/** Each delta, and whether it is the first of its call. */
const opened = (pieces: readonly Piece[]): readonly (Piece & { readonly isFirst: boolean })[] =>
  pieces.map((piece, at) => ({ ...piece, isFirst: pieces.findIndex(({ index }) => index === piece.index) === at }));

const nativeParts = (pieces: readonly Piece[]): readonly LanguageModelV4StreamPart[] => [
  ...opened(pieces).flatMap(({ index, text, isFirst }): readonly LanguageModelV4StreamPart[] => [
    ...(isFirst ? [{ type: "tool-input-start", id: `c${index}`, toolName: "remove" } as const] : []),
    { type: "tool-input-delta", id: `c${index}`, delta: text },
  ]),
  {
    type: "finish",
    finishReason: { unified: "tool-calls", raw: "tool_calls" },
    usage: {
      inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total: 1, text: 1, reasoning: 0 },
    },
  },
];

const sse = (chunk: object): string => `data: ${JSON.stringify(chunk)}\n\n`;

const HOSTS: Readonly<Record<string, (pieces: readonly Piece[]) => Promise<readonly Told[]>>> = {
  "the AI SDK": async (pieces) => {
    const model: LanguageModelV4 = {
      specificationVersion: "v4",
      provider: "p",
      modelId: "m",
      supportedUrls: {},
      doGenerate: () => Promise.reject(new Error("it is streamed")),
      doStream: () => Promise.resolve({ stream: fromIterable(nativeParts(pieces)) }),
    };
    const guarded = wrapLanguageModel({ model, middleware: guardMiddleware(rails) });
    const { stream } = await guarded.doStream({ prompt: [{ role: "user", content: [{ type: "text", text: "hi" }] }] });
    const calls = (await collect(stream)).filter((part) => part.type === "tool-call");
    return calls.map(({ toolCallId: id, input }) => ({ id, input: JSON.parse(input) as unknown }));
  },
  "a page of the AI SDK": async (pieces) => {
    const deltas = opened(pieces).map(({ index, text, isFirst }) => ({
      index,
      ...(isFirst ? { id: `c${index}` } : {}),
      function: { ...(isFirst ? { name: "remove" } : {}), arguments: text },
    }));
    const chunks = [...deltas.map((call) => ({ delta: { tool_calls: [call] } })), { finish_reason: "tool_calls" }];
    const body = chunks.map((choice) => sse({ choices: [{ index: 0, delta: {}, ...choice }] })).join("");
    const upstream = new Response(body, { headers: { "content-type": "text/event-stream" } });
    const text = await (await rails.guardResponse(upstream, { wire: uiMessageWire })).text();
    const events = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, json = ""]) => JSON.parse(json) as Told & Event);
    return events
      .filter(({ type }) => type === "tool-input-available")
      .map(({ toolCallId: id, input }) => ({ id, input }));
  },
  LangChain: async (pieces) => {
    const chunks = opened(pieces).map(({ index, text: args, isFirst }) => {
      const call = { type: "tool_call_chunk", index, args, ...(isFirst ? { id: `c${index}`, name: "remove" } : {}) };
      return new AIMessageChunk({ content: "", tool_call_chunks: [call as never] });
    });
    const runnable = RunnableLambda.from(async function* () {
      yield* chunks;
    });
    const guarded = new RunnableRails<string, AIMessageChunk>(rails, { runnable });
    const told = await collect(await guarded.stream("hi"));
    const { tool_calls: calls = [] } = told.reduce((all, chunk) => all.concat(chunk));
    return calls.map(({ id, args }) => ({ id, input: args }));
  },
};

interface Event {
  readonly type: string;
  readonly toolCallId?: string;
}

describe.each(Object.entries(HOSTS))("tool calls with interleaved arguments, for %s,", (_name, ask) => {
  it("are delivered whole", async () => {
    expect(await ask(byTurns('me/"}'))).toEqual([
      { id: "c0", input: { path: "/home/me/" } },
      { id: "c1", input: { path: "/etc" } },
    ]);
  });

  it("are not delivered if one was cut off", async () => {
    expect(await ask(byTurns('forbidden"}'))).toEqual([]);
  });

  it("are delivered up to the one that was cut off", async () => {
    const pieces: readonly Piece[] = [
      { index: 0, text: '{"path":"/home"}' },
      { index: 1, text: '{"path":"forbidden"}' },
    ];
    expect(await ask(pieces)).toEqual([{ id: "c0", input: { path: "/home" } }]);
  });
});

describe("waiting tool calls", () => {
  it("are limited in length", () => {
    const calls = new OpenCalls();
    const long = "x".repeat(1_048_576);
    for (let at = 0; at < 7; at++) calls.add(toolCall(long, {}, at));
    expect(() => calls.add(toolCall(long, {}, 0))).toThrow("too long");
  });

  it("are limited in number, even without text", () => {
    const calls = new OpenCalls();
    const beginMany = (): void => {
      for (let at = 0; at < 40_000; at++) calls.add(toolCall("", { id: "c", name: "f" }, at));
    };
    expect(beginMany).toThrow("too long");
  });

  it("accept nothing after they were delivered", () => {
    const calls = new OpenCalls();
    calls.add(toolCall('{"a":1}', { id: "c", name: "f" }));
    expect(calls.takeComplete()).toMatchObject([{ id: "c", name: "f", arguments: '{"a":1}' }]);
    expect(calls.add(toolCall(" "))).toBeUndefined();
    expect(calls.takeRest()).toEqual([]);
  });
});
