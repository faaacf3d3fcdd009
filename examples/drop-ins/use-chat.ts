import { createOpenAI } from "@ai-sdk/openai";
import type { UIMessage } from "ai";
import { LLMRails } from "edgerails";
import { aiModel, uiMessageResponse } from "edgerails/ai";
import { rails } from "./rails.ts";

const own = new LLMRails(rails.config, { llm: aiModel(createOpenAI()("gpt-5")) });

const textOf = ({ parts }: UIMessage): string => parts.map((part) => (part.type === "text" ? part.text : "")).join("");

export const POST = async (request: Request): Promise<Response> => {
  const { messages: shown } = (await request.json()) as { readonly messages: readonly UIMessage[] };
  const messages = shown.map((message) => ({ role: message.role, content: textOf(message) }));
  return uiMessageResponse(own.streamParts({ messages, signal: request.signal }));
};
