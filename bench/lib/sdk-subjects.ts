import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { Agent } from "@mastra/core/agent";
import { streamText } from "ai";
import OpenAI from "openai";
import { fromIterable } from "../../src/streams/sources.ts";
import { type Handler, type SdkKind, SSE } from "./subjects.ts";
import { WindowCheck } from "./window-check.ts";

interface Asked {
  readonly messages: { readonly role: "user"; readonly content: string }[];
}

/** The SDK's loop over chunks. Each is checked and written again. */
const openaiLoop = (upstream: string): Handler => {
  const client = new OpenAI({ baseURL: upstream, apiKey: "none" });
  const encoder = new TextEncoder();
  return async (request) => {
    const { messages } = (await request.json()) as Asked;
    const chunks = await client.chat.completions.create({ model: "bench", messages, stream: true });
    const check = new WindowCheck();
    const events = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        check.feed(chunk.choices[0]?.delta.content ?? "");
        yield encoder.encode(`data: ${JSON.stringify(chunk)}\n\n`);
      }
      yield encoder.encode("data: [DONE]\n\n");
    };
    return new Response(fromIterable(events()), { headers: SSE });
  };
};

/** `streamText` with the check as a transform, as a text response: the least that it can write. */
const aiSdk = (upstream: string): Handler => {
  const provider = createOpenAICompatible({ name: "bench", baseURL: upstream });
  return async (request) => {
    const { messages } = (await request.json()) as Asked;
    const check = new WindowCheck();
    const result = streamText({
      model: provider("bench"),
      messages,
      experimental_transform: () =>
        new TransformStream({
          transform(part, controller) {
            if (part.type === "text-delta") check.feed(part.text);
            controller.enqueue(part);
          },
        }),
    });
    return result.toTextStreamResponse();
  };
};

/** The text of an agent without tools or memory. */
const mastra = (upstream: string): Handler => {
  const model = { id: "bench/bench", url: upstream, apiKey: "none" } as const;
  const encoder = new TextEncoder();
  const agent = new Agent({ id: "bench", name: "bench", instructions: "Answer.", model });
  return async (request) => {
    const { messages } = (await request.json()) as Asked;
    const { textStream } = await agent.stream(messages);
    const check = new WindowCheck();
    const texts = async function* (): AsyncGenerator<Uint8Array> {
      for await (const text of textStream) {
        check.feed(text);
        yield encoder.encode(text);
      }
    };
    return new Response(fromIterable(texts()), { headers: { "content-type": "text/plain; charset=utf-8" } });
  };
};

const SUBJECTS: Readonly<Record<SdkKind, (upstream: string) => Handler>> = {
  "OpenAI SDK": openaiLoop,
  "AI SDK": aiSdk,
  Mastra: mastra,
};

export const createSdkSubject = (kind: SdkKind, upstream: string): Handler => SUBJECTS[kind](upstream);
