import type { ModelConfig } from "../../src/config/config-types.ts";
import type { Runtime } from "../../src/http/runtime.ts";
import { SYSTEM_CLOCK } from "../../src/http/system-clock.ts";
import type { LanguageModel, ModelRequest } from "../../src/llm/language-model.ts";
import { collect } from "../../src/streams/consumers.ts";
import type { Clock } from "../../src/types/clock.ts";
import type { StreamPart } from "../../src/types/stream-part.ts";

export const modelConfig = (overrides: Partial<ModelConfig> = {}): ModelConfig => ({
  type: "main",
  engine: "openai",
  model: "m-1",
  mode: "chat",
  parameters: {},
  ...overrides,
});

export const ask = (text = "Hi", overrides: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: "user", content: text }],
  ...overrides,
});

/** A clock whose timers fire immediately. It records their delays. */
export const instantClock = (waits: number[] = []): Clock => ({
  ...SYSTEM_CLOCK,
  setTimeout(callback, ms) {
    waits.push(ms);
    return setTimeout(callback, 0);
  },
});

/** A runtime without network: every request goes to `handler`. */
export const runtimeWith = (
  handler: (request: Request) => Response | Promise<Response>,
  overrides: Partial<Runtime> = {},
): Runtime => ({
  fetch: async (input, init) => handler(new Request(input, init)),
  env: { OPENAI_API_KEY: "sk-test-key" },
  clock: SYSTEM_CLOCK,
  ...overrides,
});

/** One recorded request. */
export interface Captured {
  readonly url: string;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A runtime that records requests and answers all of them with a JSON value. */
export interface CapturingRuntime extends Runtime {
  readonly seen: readonly Captured[];
  first(): Captured;
}

export const capturingRuntime = (answer: unknown, env: Runtime["env"] = {}): CapturingRuntime => {
  const seen: Captured[] = [];
  const handler = async (request: Request): Promise<Response> => {
    seen.push({ url: request.url, headers: request.headers, body: (await request.json()) as Captured["body"] });
    return Response.json(answer);
  };
  const first = (): Captured => {
    const [one] = seen;
    if (one === undefined) throw new Error("No request was made");
    return one;
  };
  return { ...runtimeWith(handler, { env }), seen, first };
};

/** A body of chunks that records whether it was cancelled. Without an end, it stalls after the last chunk. */
export const bodyOf = (
  chunks: readonly Uint8Array[],
  options: { readonly stall?: boolean; readonly onCancel?: () => void } = {},
): ReadableStream<Uint8Array> => {
  const rest = [...chunks];
  return new ReadableStream(
    {
      pull(controller) {
        const next = rest.shift();
        if (next !== undefined) controller.enqueue(next);
        else if (options.stall === true) return new Promise<void>(() => {});
        else controller.close();
      },
      cancel() {
        options.onCancel?.();
      },
    },
    { highWaterMark: 0 },
  );
};

export const sseResponse = (body: ReadableStream<Uint8Array>): Response =>
  new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });

export const streamAll = async (model: LanguageModel, request: ModelRequest = ask()): Promise<StreamPart[]> =>
  collect(await model.stream(request));

/** The parts up to the failure, and the failure. */
export const streamUntilError = async (
  model: LanguageModel,
  request: ModelRequest = ask(),
): Promise<{ readonly parts: readonly StreamPart[]; readonly error: unknown }> => {
  const parts: StreamPart[] = [];
  try {
    const reader = (await model.stream(request)).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) parts.push(read.value);
  } catch (error) {
    return { parts, error };
  }
  return { parts, error: undefined };
};

/** The text of one channel of one choice. */
export const textOf = (parts: readonly StreamPart[], choice = 0, type: StreamPart["type"] = "text-delta"): string =>
  parts.map((part) => (part.type === type && part.choice === choice && "text" in part ? part.text : "")).join("");

/** A runtime with an environment. */
export const runtimeOf = (env: Runtime["env"] = {}): Runtime => ({ fetch, env, clock: SYSTEM_CLOCK });
