import { createOpenAI as createOpenAI7 } from "@ai-sdk/openai";
import * as ai7 from "ai";
import { createOpenAI as createOpenAI6 } from "ai-sdk-openai6";
import * as ai6 from "ai6";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ScriptInput } from "../../src/llm/scripted/script.ts";
import { startUpstream, type Upstream } from "../server/gateway.ts";
import { RUNTIMES, type RunningGateway } from "./gateways.ts";

type Message = Readonly<Record<string, unknown>>;

/** The functions of a version of the AI SDK that are used here. Its versions differ in other types. */
interface Sdk {
  readonly generateText: (options: object) => Promise<Told>;
  readonly streamText: (options: object) => { readonly [Field in keyof Told]: PromiseLike<Told[Field]> };
  readonly tool: (options: object) => object;
}

interface Told {
  readonly text: string;
  readonly response: { readonly messages: readonly object[] };
}

type Model = (name: string) => object;

const VERSIONS: readonly (readonly [version: number, sdk: Sdk, openai: (origin: string) => Model])[] = [
  [6, ai6 as unknown as Sdk, (origin) => createOpenAI6({ baseURL: `${origin}/v1`, apiKey: "any" })],
  [7, ai7 as unknown as Sdk, (origin) => createOpenAI7({ baseURL: `${origin}/v1`, apiKey: "any" })],
];

const script: ScriptInput = {
  replies: [
    { match: "weather", tool_calls: [{ id: "call_1", name: "look_up", arguments: { city: "Lyon" } }] },
    { match: "stall", content: "one two three four", fault: { stall_after: 2 } },
    { match: "think", reasoning: "I weigh it.", content: "Weighed." },
    "Hello there",
  ],
};

const textOf = (content: unknown): unknown =>
  Array.isArray(content) ? content.map(({ text }: { readonly text?: string }) => text).join("") : content;

const post = (origin: string, body: object, signal: AbortSignal | null = null): Promise<Response> =>
  fetch(`${origin}/v1/responses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-4o", ...body }),
    signal,
  });

/** Cancels in the middle of an answer. Returns the id of its message. */
const leave = async (origin: string): Promise<string> => {
  const left = new AbortController();
  const response = await post(origin, { input: "stall", stream: true }, left.signal);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("two")) text += (await reader?.read())?.value ?? "";
  left.abort();
  return /msg_[\da-f-]+_0/.exec(text)?.[0] ?? "";
};

/** A conversation of several turns, with the messages that the SDK stores. */
const converse = async (ask: (messages: readonly object[]) => Promise<Told>, questions: readonly string[]) => {
  const messages: object[] = [];
  for (const content of questions) {
    messages.push({ role: "user", content });
    messages.push(...(await ask(messages)).response.messages);
  }
};

describe.each(RUNTIMES)("a gateway on %s", (_runtime, start) => {
  it("cancels the model when its client disconnects, and stores the delivered items", async () => {
    const upstream = await startUpstream(script);
    const gateway = await start(upstream.url);
    const id = await leave(gateway.origin);
    expect(await upstream.ended()).toBe("cancelled");
    const input = [
      { type: "item_reference", id },
      { role: "user", content: "hi" },
    ];
    // It is stored after the client has disconnected.
    let response = await post(gateway.origin, { input });
    while (response.status === 400) response = await post(gateway.origin, { input });
    expect(response.status).toBe(200);
    await Promise.all([gateway, upstream].map((one) => one.close()));
  });
});

describe.each(RUNTIMES)("the default openai() of the AI SDK, against a gateway on %s,", (_runtime, start) => {
  let upstream: Upstream;
  let gateway: RunningGateway;

  beforeAll(async () => {
    upstream = await startUpstream(script);
    gateway = await start(upstream.url);
  }, 30_000);
  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  describe.each(VERSIONS)("version %i", (_version, sdk, openai) => {
    const tools = {
      look_up: sdk.tool({
        description: "The weather of a city",
        inputSchema: z.object({ city: z.string() }),
        execute: async () => "rain",
      }),
    };

    const whole = (model: object) => (messages: readonly object[]) =>
      sdk.generateText({ model, messages, tools, maxRetries: 0 });

    const streamed = (model: object) => async (messages: readonly object[]) => {
      const { text, response } = sdk.streamText({ model, messages, tools, maxRetries: 0 });
      return { text: await text, response: await response };
    };

    const lastAsked = (): readonly Message[] => {
      const asked = upstream.events.findLast(({ type }) => type === "request");
      const { messages } = (asked as unknown as { readonly body: { readonly messages: readonly Message[] } }).body;
      return messages.map(({ content, ...rest }) => ({ ...rest, content: textOf(content) }));
    };

    describe.each(["gpt-4o", "gpt-5"])("with a model named %s", (name) => {
      it.each([
        ["whole", whole],
        ["streamed", streamed],
      ] as const)("continues after an answer, a tool call and reasoning: %s", async (_how, asking) => {
        await converse(asking(openai(gateway.origin)(name)), ["hi", "weather", "think", "hi again"]);
        expect(lastAsked()).toMatchObject([
          { role: "user", content: "hi" },
          { role: "assistant", content: "Hello there" },
          { role: "user", content: "weather" },
          { role: "assistant", tool_calls: [{ id: "call_1", function: { name: "look_up" } }] },
          { role: "tool", tool_call_id: "call_1", content: "rain" },
          { role: "user", content: "think" },
          { role: "assistant", content: "Weighed.", reasoning_content: "I weigh it." },
          { role: "user", content: "hi again" },
        ]);
      });
    });
  });
});
