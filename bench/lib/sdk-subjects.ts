import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { streamText } from "ai";
import OpenAI from "openai";
import { fromIterable } from "../../src/streams/sources.ts";
import { type Handler, type SdkKind, SSE } from "./subjects.ts";
import { WindowCheck } from "./window-check.ts";

interface Asked {
  readonly messages: { readonly role: "user"; readonly content: string }[];
}

/** The client's loop over chunks, each checked and written again. */
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

/** `streamText` with the check as a transform, answered as text: the least it can write. */
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

export const createSdkSubject = (kind: SdkKind, upstream: string): Handler =>
  kind === "AI SDK" ? aiSdk(upstream) : openaiLoop(upstream);
