import { createOpenAI } from "@ai-sdk/openai";
import { ChatOpenAI } from "@langchain/openai";
import { Agent } from "@mastra/core/agent";
import * as ai7 from "ai";
import { createOpenAI as createOpenAI6 } from "ai-sdk-openai6";
import * as ai6 from "ai6";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ProviderError } from "../../src/errors.ts";
import * as entry7 from "../../src/integrations/ai/index.ts";
import * as entry6 from "../../src/integrations/ai6/index.ts";
import { RunnableRails } from "../../src/integrations/langchain/index.ts";
import { guardProcessor } from "../../src/integrations/mastra/index.ts";
import { railsOf } from "../support/engine.ts";
import { CANARY, FAILURES, type FailureName, startFailing } from "./failures.ts";
import { regex } from "./guarded-rails.ts";
import type { Provider } from "./provider.ts";

let provider: Provider;

beforeAll(async () => {
  provider = await startFailing();
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterAll(() => provider.close());

/** All texts in an error. */
const shown = (value: unknown): string => {
  if (!(value instanceof Error)) return JSON.stringify(value) ?? "";
  const {
    errors = [],
    lastError,
    cause,
  } = value as Error & { readonly errors?: unknown[]; readonly lastError?: unknown };
  const behind = [...errors, lastError, cause].filter((one) => one !== undefined);
  return [String(value), value.stack, JSON.stringify(value), ...behind.map(shown)].join("\n");
};

/** An observed answer, with its failures. */
class Seen {
  readonly texts: string[] = [];
  readonly failures: unknown[] = [];

  add(value: unknown): void {
    this.texts.push(shown(value));
    if (value instanceof Error) this.failures.push(value);
  }

  async of(values: AsyncIterable<unknown>): Promise<void> {
    for await (const value of values) {
      this.add(value);
      const { error, payload } = value as { readonly error?: unknown; readonly payload?: { readonly error?: unknown } };
      for (const one of [error, payload?.error]) if (one !== undefined) this.add(one);
    }
  }

  async try(ask: () => unknown): Promise<void> {
    try {
      this.add(await ask());
    } catch (error) {
      this.add(error);
    }
  }
}

const url = (name: FailureName): string => `${provider.url}/${encodeURIComponent(name)}`;

const model7 = (name: FailureName) => createOpenAI({ baseURL: url(name), apiKey: "any" }).chat("m-1");

const model6 = (name: FailureName) => createOpenAI6({ baseURL: url(name), apiKey: "any" }).chat("m-1");

const guarded7 = (name: FailureName) =>
  ai7.wrapLanguageModel({ model: model7(name), middleware: entry7.guardMiddleware(regex()) });

const guarded6 = (name: FailureName) =>
  ai6.wrapLanguageModel({ model: model6(name), middleware: entry6.guardMiddleware(regex()) });

const once = { prompt: "hi", maxRetries: 0 } as const;

interface Streamed {
  readonly fullStream: AsyncIterable<unknown>;
  readonly text: PromiseLike<unknown>;
  toUIMessageStream(options: { readonly onError: (error: unknown) => string }): AsyncIterable<unknown>;
}

/** The output of an application that handles stream errors as in the AI SDK's documentation. */
const streamed = async (seen: Seen, stream: () => Streamed): Promise<void> => {
  await seen.of(stream().fullStream);
  await seen.of(stream().toUIMessageStream({ onError: (error) => shown(error) }));
  await seen.try(() => stream().text);
};

const langChain = (name: FailureName) =>
  new RunnableRails<unknown, unknown>(regex(), {
    runnable: new ChatOpenAI({ model: "m-1", apiKey: "any", maxRetries: 0, configuration: { baseURL: url(name) } }),
  });

const mastra = (name: FailureName): Agent => {
  const guard = guardProcessor(regex());
  return new Agent({
    id: "agent",
    name: "agent",
    instructions: "Be kind.",
    model: { id: "gateway/m-1", url: url(name), apiKey: "any" },
    maxRetries: 0,
    inputProcessors: [guard],
    outputProcessors: [guard],
  });
};

const SUBJECTS: Readonly<Record<string, (seen: Seen, name: FailureName) => Promise<void>>> = {
  "guardMiddleware of edgerails/ai": async (seen, name) => {
    await seen.try(() => ai7.generateText({ model: guarded7(name), ...once }));
    await streamed(seen, () => ai7.streamText({ model: guarded7(name), ...once }));
  },
  "guardMiddleware of edgerails/ai6": async (seen, name) => {
    await seen.try(() => ai6.generateText({ model: guarded6(name), ...once }));
    await streamed(seen, () => ai6.streamText({ model: guarded6(name), ...once }));
  },
  "guardTransform of edgerails/ai": (seen, name) => {
    const experimental_transform = entry7.guardTransform(regex());
    return streamed(seen, () => ai7.streamText({ model: model7(name), ...once, experimental_transform }));
  },
  "guardTransform of edgerails/ai6": (seen, name) => {
    const experimental_transform = entry6.guardTransform(regex());
    return streamed(seen, () => ai6.streamText({ model: model6(name), ...once, experimental_transform }));
  },
  "aiModel as llm": async (seen, name) => {
    const rails = railsOf("models: []", { llm: entry7.aiModel(model7(name)) });
    await seen.try(() => rails.generateAsync({ prompt: "hi" }));
    await seen.try(() => seen.of(rails.streamAsync({ prompt: "hi" })));
  },
  RunnableRails: async (seen, name) => {
    await seen.try(() => langChain(name).invoke("hi"));
    await seen.try(async () => seen.of(await langChain(name).stream("hi")));
    await seen.try(() => seen.of(langChain(name).streamEvents("hi", { version: "v2" })));
    await seen.try(() => langChain(name).batch(["hi"], {}, { returnExceptions: true }));
  },
  guardProcessor: async (seen, name) => {
    await seen.try(() => mastra(name).generate("hi"));
    const stream = await mastra(name).stream("hi");
    await seen.of(stream.fullStream);
    await seen.try(() => stream.text);
    seen.add(stream.error);
    seen.add(await stream.steps);
  },
};

/** Answers without events, which streaming clients treat as empty. */
const PASSED_OVER: ReadonlySet<FailureName> = new Set<FailureName>(["unreadable", "no JSON"]);

describe.each(Object.entries(SUBJECTS))("a failing provider behind %s", (_, ask) => {
  it.each(Object.keys(FAILURES) as FailureName[])("is reported without its own message: %s", async (name) => {
    const seen = new Seen();
    await ask(seen, name);
    expect(seen.texts.join("\n")).not.toContain(CANARY.slice(0, 10));
    if (PASSED_OVER.has(name)) return;
    const told = seen.failures.filter((error) => error instanceof ProviderError);
    expect(told.length).toBeGreaterThan(0);
    expect(told.map(({ detail = "" }) => detail).join("\n")).toContain(CANARY.slice(0, 10));
  });
});

describe("a failing provider behind guardMiddleware", () => {
  it("is retried by the AI SDK", async () => {
    const asked = vi.fn(FAILURES.limited);
    const retried = await startFailing({ limited: asked });
    const openai = createOpenAI({ baseURL: `${retried.url}/limited`, apiKey: "any" });
    const model = ai7.wrapLanguageModel({ model: openai.chat("m-1"), middleware: entry7.guardMiddleware(regex()) });
    const failed = ai7.generateText({ model, prompt: "hi", maxRetries: 2 });
    await expect(failed).rejects.toThrow("is limiting the rate of requests");
    expect(asked).toHaveBeenCalledTimes(3);
    await retried.close();
  });

  it("tells the application which variable is not set", async () => {
    vi.stubEnv("OPENAI_API_KEY", undefined);
    const model = ai7.wrapLanguageModel({
      model: createOpenAI()("gpt-5"),
      middleware: entry7.guardMiddleware(regex()),
    });
    await expect(ai7.generateText({ model, prompt: "hi" })).rejects.toThrow("OPENAI_API_KEY");
    vi.unstubAllEnvs();
  });
});
