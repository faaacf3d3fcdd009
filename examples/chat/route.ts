import type { LanguageModelV4 } from "@ai-sdk/provider";
import {
  convertToModelMessages,
  stepCountIs,
  jsonSchema,
  streamText,
  tool,
  type UIMessage,
  wrapLanguageModel,
} from "ai";
import type { LLMRails } from "edgerails";
import { guardMiddleware } from "edgerails/ai";

const tools = {
  look_up: tool({
    description: "The weather of a city",
    inputSchema: jsonSchema<{ city: string }>({ type: "object", properties: { city: { type: "string" } } }),
    execute: ({ city }) => `rain in ${city}`,
  }),
};

/**
 * What `useChat` of chat.tsx asks. In a route of Next:
 *
 *     export const POST = chatRoute(new LLMRails(config), openai("gpt-5"));
 */
export const chatRoute = (rails: LLMRails, provider: LanguageModelV4) => {
  const model = wrapLanguageModel({ model: provider, middleware: guardMiddleware(rails) });
  return async (request: Request): Promise<Response> => {
    const { messages } = (await request.json()) as { readonly messages: UIMessage[] };
    const result = streamText({
      model,
      tools,
      stopWhen: stepCountIs(5),
      messages: await convertToModelMessages(messages),
      abortSignal: request.signal,
    });
    return result.toUIMessageStreamResponse({ onError: (error) => (error as Error).message });
  };
};
